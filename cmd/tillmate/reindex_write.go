package main

import (
	"errors"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// when writes a time as editors read it.
func when(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// maxFindings is how many findings a reply shows.
const maxFindings = 15

// writeReindexed words what became of a try to publish. report writes the
// comparison, long or short.
func writeReindexed(t evaluation.Texts, r reindexed, report func(evaluation.Report) string) string {
	var parts []string
	say := func(key evaluation.Phrase, values evaluation.Values) { parts = append(parts, t.Say(key, values)) }
	switch r.Verdict {
	case isMistaken:
		say(evaluation.PhraseFindings, evaluation.Values{"errors": r.Errors, "warnings": r.Warnings})
		parts = append(parts, fewFindings(r.Findings, maxFindings))
		if n := len(r.Findings) - maxFindings; n > 0 {
			say(evaluation.PhraseMore, evaluation.Values{"count": n})
		}
		return strings.Join(parts, "\n")
	case isUnchanged:
		say(evaluation.PhraseSame, nil)
		return strings.Join(parts, "\n")
	case isOvertaken:
		return writeOvertaken(t, r.Live)
	}
	if r.Warnings > 0 {
		say(evaluation.PhraseWarnings, evaluation.Values{"count": r.Warnings})
	}
	if r.Live == nil {
		say(evaluation.PhraseAgainst0, nil)
	} else {
		say(evaluation.PhraseAgainst, evaluation.Values{"serial": r.Live.Serial, "by": r.Live.By, "at": when(r.Live.At)})
	}
	parts = append(parts, report(*r.Report))
	switch r.Verdict {
	case isTried:
		parts = append(parts, "", t.Say(evaluation.PhraseDryRun, nil))
	case isPublished:
		parts = append(parts, "", t.Say(evaluation.PhrasePublished, evaluation.Values{"serial": r.Published.Serial, "name": r.Published.Name}))
	}
	return strings.Join(parts, "\n")
}

// writeOvertaken words that somebody else published meanwhile.
func writeOvertaken(t evaluation.Texts, by *bundle.Publication) string {
	if by == nil {
		return t.Say(evaluation.PhraseOvertaken0, nil)
	}
	return t.Say(evaluation.PhraseOvertaken, evaluation.Values{"by": by.By, "serial": by.Serial, "at": when(by.At)})
}

// writeRollback words what became of going back; the error is one that is not
// for the reader.
func writeRollback(t evaluation.Texts, now, of bundle.Publication, which string, err error) (string, error) {
	switch {
	case errors.Is(err, errNoEarlier):
		return t.Say(evaluation.PhraseNoEarlier, nil), nil
	case errors.Is(err, errNoSuch), errors.Is(err, bundle.ErrUnknown):
		return t.Say(evaluation.PhraseNoSuch, evaluation.Values{"name": which}), nil
	case err != nil:
		return "", err
	}
	return t.Say(evaluation.PhraseRolledBack, evaluation.Values{"serial": now.Serial, "of": of.Serial, "name": now.Name}), nil
}

// writePublication words one publication with its note.
func writePublication(t evaluation.Texts, p bundle.Publication) string {
	parts := []string{t.Say(evaluation.PhraseLive, evaluation.Values{"serial": p.Serial, "name": p.Name, "by": p.By, "at": when(p.At)})}
	if p.Rollback {
		parts = append(parts, t.Say(evaluation.PhraseWasRollback, nil))
	}
	if p.Why != "" {
		parts = append(parts, t.Say(evaluation.PhraseWhy, evaluation.Values{"why": p.Why}))
	}
	if len(p.Accepted) > 0 {
		parts = append(parts, t.Say(evaluation.PhraseTaken, evaluation.Values{"names": strings.Join(p.Accepted, t.Say(evaluation.PhraseSeparator, nil))}))
	}
	return strings.Join(parts, "\n")
}
