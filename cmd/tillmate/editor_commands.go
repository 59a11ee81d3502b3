package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// The commands that editors send to the bot, without the slash.
const (
	commandReindex  = "reindex"
	commandRollback = "rollback"
	commandStatus   = "status"
)

// replyLimit is the greatest length of a reply, in characters; a message of a
// messenger holds little more.
const replyLimit = 3400

// editors answers the commands of those who write the content. It is safe for
// concurrent use; one after another publishes.
type editors struct {
	ids   []int64 // who may
	shelf bundle.Shelf
	// source opens the folder of the articles; nil when none is configured.
	source func() (fs.FS, error)
	texts  evaluation.Texts
	// size counts what is in use.
	size      func() contentSize
	merchants int // 0 is as many as the command line plays

	publishing sync.Mutex
}

// contentSize counts what the content in use here holds.
type contentSize struct {
	Generation                  string // the name of its index
	Problems, Causes, Phrasings int
}

// sizeOf counts what an edition holds.
func sizeOf(e *edition) contentSize {
	out := contentSize{Generation: e.index.Name()}
	out.Problems, out.Phrasings = e.index.Size()
	for i := range e.base.Problems {
		out.Causes += len(e.base.Problems[i].Causes)
	}
	return out
}

// editorCommand answers a command that the user with that numeric id gave at a
// time, and the words behind it. Going back twice by the same command is going
// back once. handled is false when it is no command of editors; the error
// is for the log, a reply for people comes with it.
func (e *editors) editorCommand(ctx context.Context, user int64, at time.Time, command, words string) (reply string, handled bool, err error) {
	command = strings.ToLower(strings.TrimPrefix(command, "/"))
	if !slices.Contains([]string{commandReindex, commandRollback, commandStatus}, command) {
		return "", false, nil
	}
	if !slices.Contains(e.ids, user) {
		return e.texts.Say(evaluation.PhraseNotEditor, evaluation.Values{"user": user}), true, nil
	}
	note := bundle.Note{By: strconv.FormatInt(user, 10), At: at.UTC()}
	switch command {
	case commandReindex:
		reply, err = e.reindex(ctx, note, words)
	case commandRollback:
		reply, err = e.rollback(ctx, note, strings.TrimSpace(words))
	case commandStatus:
		reply, err = e.status(ctx)
	}
	if err != nil {
		return e.texts.Say(evaluation.PhraseFailed, nil), true, fmt.Errorf("the editor's command %s: %w", command, err)
	}
	return shorten(reply), true, nil
}

// shorten keeps a reply within one message.
func shorten(reply string) string {
	if runes := []rune(reply); len(runes) > replyLimit {
		return string(runes[:replyLimit]) + "…"
	}
	return reply
}

// reindex publishes the folder. "dry" only compares; "accept" and names accept
// losses; any other words say why.
func (e *editors) reindex(ctx context.Context, note bundle.Note, words string) (string, error) {
	if e.source == nil {
		return e.texts.Say(evaluation.PhraseNoFolder, nil), nil
	}
	source, err := e.source()
	if err != nil {
		return "", err
	}
	r := reindexing{shelf: e.shelf, source: source, note: note, merchants: e.merchants}
	r.dryRun, r.note.Accepted, r.note.Why = readWords(words)
	e.publishing.Lock()
	defer e.publishing.Unlock()
	out, err := r.run(ctx)
	if err != nil {
		return "", err
	}
	// What stands around the report has its own lines.
	const around = 400
	reply := writeReindexed(e.texts, out, func(r evaluation.Report) string { return e.texts.Short(r, replyLimit-around) })
	if out.Verdict == isRefused {
		reply += "\n\n" + e.texts.Say(evaluation.PhraseHowToAccept, nil)
	}
	return reply, nil
}

// readWords reads what stands behind /reindex.
func readWords(words string) (dry bool, accept []string, why string) {
	var rest []string
	fields := strings.Fields(words)
	for i, word := range fields {
		switch strings.ToLower(strings.TrimLeft(word, "-")) {
		case "dry", "dry-run":
			dry = true
		case "accept":
			return dry, fields[i+1:], strings.Join(rest, " ")
		default:
			rest = append(rest, word)
		}
	}
	return dry, nil, strings.Join(rest, " ")
}

func (e *editors) rollback(ctx context.Context, note bundle.Note, which string) (string, error) {
	e.publishing.Lock()
	defer e.publishing.Unlock()
	if live, err := whoPublished(ctx, e.shelf); err != nil {
		return "", err
	} else if live != nil && live.Rollback && live.By == note.By && live.At.Equal(note.At) {
		return writePublication(e.texts, *live), nil // this very command did it
	}
	now, of, err := rollback(ctx, e.shelf, which, note)
	if errors.Is(err, bundle.ErrOvertaken) {
		by, err := whoPublished(ctx, e.shelf)
		if err != nil {
			return "", err
		}
		return writeOvertaken(e.texts, by), nil
	}
	return writeRollback(e.texts, now, of, which, err)
}

// status says what is in use, who published it and when, and what was before.
func (e *editors) status(ctx context.Context) (string, error) {
	list, err := e.shelf.List(ctx)
	if err != nil {
		return "", err
	}
	size := e.size()
	counts := e.texts.Say(evaluation.PhraseSize, evaluation.Values{"generation": size.Generation, "problems": size.Problems, "causes": size.Causes, "phrasings": size.Phrasings})
	if len(list) == 0 {
		return e.texts.Say(evaluation.PhraseNone, nil) + "\n" + counts, nil
	}
	lines := []string{writePublication(e.texts, list[0]), counts}
	if len(list) > 1 {
		lines = append(lines, "", e.texts.Say(evaluation.PhraseEarlier, nil))
		for _, p := range list[1:] {
			lines = append(lines, e.texts.Say(evaluation.PhraseLine, evaluation.Values{"serial": p.Serial, "name": p.Name, "by": p.By, "at": when(p.At)}))
		}
	}
	return strings.Join(lines, "\n"), nil
}

// newEditors wires the editors' commands. source is nil when no folder of articles is
// configured; lang "" is Chinese.
func newEditors(ids []int64, shelf bundle.Shelf, lang knowledge.Lang, source func() (fs.FS, error), size func() contentSize) (*editors, error) {
	texts, err := editorTexts(lang)
	if err != nil {
		return nil, err
	}
	return &editors{ids: ids, shelf: shelf, source: source, texts: texts, size: size}, nil
}
