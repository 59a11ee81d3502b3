package evaluation

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Write writes a report for people. Every list shows at most limit entries,
// and tells how many more there are; 0 is all of them.
func (t Texts) Write(r Report, limit int) string {
	w := reportWriter{Texts: t, limit: limit}
	w.verdict(r)
	w.losses(r)
	w.changes(r.Changes)
	w.line("")
	w.numbers(r)
	w.better(r)
	if len(r.Unused) > 0 {
		w.line("\n%s", t.Say(PhraseUnused, Values{"names": strings.Join(r.Unused, t.Say(PhraseSeparator, nil))}))
	}
	return strings.TrimRight(w.String(), "\n")
}

// Short writes a report of at most a number of characters, by leaving out
// entries of its lists.
func (t Texts) Short(r Report, characters int) string {
	for limit := 12; limit > 0; limit-- {
		if text := t.Write(r, limit); utf8.RuneCountInString(text) <= characters {
			return text
		}
	}
	runes := []rune(t.Write(r, 1))
	return string(runes[:min(len(runes), characters)])
}

// reportWriter writes a report.
type reportWriter struct {
	strings.Builder
	Texts
	limit int
}

func (w *reportWriter) line(format string, args ...any) {
	fmt.Fprintf(&w.Builder, format+"\n", args...)
}

// some writes the entries of a list up to the limit.
func (w *reportWriter) some(n int, write func(i int)) {
	shown := n
	if w.limit > 0 {
		shown = min(n, w.limit)
	}
	for i := range shown {
		write(i)
	}
	if n > shown {
		w.line("  %s", w.Say(PhraseMore, Values{"count": n - shown}))
	}
}

func (w *reportWriter) verdict(r Report) {
	open := 0
	for _, l := range r.Losses {
		if !l.Accepted {
			open++
		}
	}
	switch {
	case open > 0:
		w.line("%s", w.Say(PhraseRefused, Values{"count": open}))
	case len(r.Losses) > 0:
		w.line("%s", w.Say(PhraseAccepted, Values{"count": len(r.Losses)}))
	default:
		w.line("%s", w.Say(PhraseGood, nil))
	}
}

// losses writes what has become worse, the open ones first.
func (w *reportWriter) losses(r Report) {
	if len(r.Losses) == 0 {
		return
	}
	all := slices.Clone(r.Losses)
	slices.SortStableFunc(all, func(a, b Loss) int { return int(share(a.Accepted) - share(b.Accepted)) })
	w.line("\n%s", w.Say(PhraseLosses, nil))
	w.some(len(all), func(i int) {
		l, key := all[i], PhraseLossOpen
		if l.Accepted {
			key = PhraseLossTaken
		}
		w.line("  %s", w.Say(key, Values{"name": l.Name}))
		w.line("    %s", w.Loss(l))
	})
}

// Loss words a loss on one line.
func (t Texts) Loss(l Loss) string {
	was, is := l.Was, l.Is
	if l.Kind == LossQuery || l.Kind == LossCanary || l.Kind == LossScript {
		was, is = t.place(was), t.place(is)
	}
	return t.Say(lossPhrase(l.Kind), Values{"text": clipText(l.Text), "problem": l.Problem, "was": was, "is": is})
}

// place words a rank, which is a lone digit, or what else it was.
func (t Texts) place(s string) string {
	switch {
	case s == "-":
		return t.Say(PhraseNowhere, nil)
	case len(s) == 1:
		return t.Say(PhraseRank, Values{"rank": s})
	}
	return s
}

// changes writes what was added (+), changed (~) and removed (-).
func (w *reportWriter) changes(changes []Change) {
	if len(changes) == 0 {
		w.line("\n%s", w.Say(PhraseNoChanges, nil))
		return
	}
	w.line("\n%s", w.Say(PhraseChanges, Values{"count": len(changes)}))
	signs := map[How]string{Added: "+", Changed: "~", Removed: "-"}
	w.some(len(changes), func(i int) {
		c, key := changes[i], PhraseChange
		if len(c.Fields) > 0 {
			key = PhraseFields
		}
		w.line("  %s", w.Say(key, Values{
			"sign": signs[c.How], "kind": w.Say(kindPhrase(c.Kind), nil), "id": c.ID,
			"fields": strings.Join(c.Fields, w.Say(PhraseSeparator, nil)),
		}))
	})
}

// numbers writes what was measured, a line each.
func (w *reportWriter) numbers(r Report) {
	lost := map[LossKind]int{}
	for _, l := range r.Losses {
		lost[l.Kind]++
	}
	w.line("%s", w.Say(PhraseDocuments, Values{
		"problems": r.Before.Problems, "problems_now": r.After.Problems,
		"phrasings": r.Before.Phrasings, "phrasings_now": r.After.Phrasings,
	}))
	w.line("%s", w.Say(PhraseCanaries, Values{"count": r.Canaries, "lost": lost[LossCanary]}))
	for _, part := range []struct {
		key Phrase
		QueryPart
	}{{PhraseTune, r.Tune}, {PhraseTest, r.Test}} {
		w.line("%s", w.Say(part.key, Values{
			"count": part.Queries, "before": part.Before, "after": part.After, "better": part.Better, "worse": part.Worse,
		}))
	}
	s, m := r.Scripts, r.Merchants
	w.line("%s", w.Say(PhraseScripts, Values{
		"count": s.Scripts, "before": s.Before, "after": s.After, "better": s.Better, "moved": s.Moved, "other": s.Other,
	}))
	w.line("%s", w.Say(PhraseMerchants, Values{
		"count": m.Played, "before": percent(m.Before), "after": percent(m.After),
		"errors": fmt.Sprintf("%.1f", max(0, m.Errors)), "tolerance": Tolerance,
		"questions": fmt.Sprintf("%.2f", m.QuestionsBefore), "questions_now": fmt.Sprintf("%.2f", m.QuestionsAfter),
	}))
	w.line("%s", w.Say(PhraseSafety, Values{"dialogues": r.Safety.Dialogues, "advices": r.Safety.Advices, "lost": lost[LossSafety]}))
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

func (w *reportWriter) better(r Report) {
	if len(r.Better) == 0 {
		return
	}
	w.line("\n%s", w.Say(PhraseBetter, nil))
	w.some(len(r.Better), func(i int) {
		m := r.Better[i]
		w.line("  %s", w.Say(PhraseBetterLine, Values{"text": clipText(m.Text), "was": w.place(m.Was), "is": w.place(m.Is)}))
	})
}

// longest is how much of a merchant's text is shown, in characters.
const longest = 120

func clipText(text string) string {
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
