package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/knowledge/bundle"
	"github.com/tillmate/tillmate/knowledge/bundle/draftstest"
)

func TestDrafts(t *testing.T) {
	for name, start := range map[string]func(testing.TB) backend{"miniredis": embedded, "redis": real} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draftstest.Run(t, func(t *testing.T) func() bundle.Drafts {
				b := start(t)
				return func() bundle.Drafts { return open(t, b.server).Drafts() }
			})
		})
	}
}

const draftFile = "problems/wrong_pin.yaml"

func edited(t testing.TB, d bundle.Drafts) bundle.Edit {
	t.Helper()
	all, err := d.Edits(t.Context())
	must(t, err)
	return all[draftFile]
}

// A draft outlives a crash of Redis and the programs that had it, and does not
// end.
func TestDraftOutlivesACrash(t *testing.T) {
	server := redistest.Start(t)
	d := open(t, single(server.Addr())).Drafts()
	must(t, d.Save(t.Context(), draftFile, bundle.Edit{Text: []byte("mine"), By: "王"}, ""))
	server.Kill()
	if all, err := d.Edits(t.Context()); err == nil {
		t.Errorf("there is a draft while Redis is away: %+v", all)
	}
	if err := d.Save(t.Context(), draftFile, bundle.Edit{}, ""); err == nil || errors.Is(err, bundle.ErrRaced) {
		t.Errorf("saving while Redis is away gives %v", err)
	}
	server.Restart()
	if e := edited(t, open(t, single(server.Addr())).Drafts()); string(e.Text) != "mine" || e.By != "王" {
		t.Errorf("the draft has %+v", e)
	}
}

// What cannot be read is an error and not nothing: nobody writes over it. No
// error holds any of the text.
func TestDraftDamaged(t *testing.T) {
	const text = "the words of an editor"
	for name, fields := range map[string][]any{
		"no JSON":            {fieldEdit + draftFile, text, fieldText + draftFile, text},
		"another kind":       {fieldEdit + draftFile, `{"by":["` + text + `"]}`, fieldText + draftFile, text},
		"no text":            {fieldEdit + draftFile, `{"f":1,"revision":"r"}`},
		"no revision":        {fieldEdit + draftFile, `{"f":1}`, fieldText + draftFile, text},
		"of a newer program": {fieldEdit + draftFile, `{"f":2,"revision":""}`, fieldText + draftFile, text},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b backend) {
				var log bytes.Buffer
				q := open(t, b.server, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
				must(t, b.raw.HSet(t.Context(), q.keys.draft(), fields...).Err())
				_, err := q.Drafts().Edits(t.Context())
				if err == nil || strings.Contains(err.Error()+log.String(), text) {
					t.Errorf("looking gives %v", err)
				}
				if newer := name == "of a newer program"; errors.Is(err, errNewerEdit) != newer {
					t.Errorf("looking gives %v", err)
				}
				if name == "no text" {
					return // it is read by its revision only: there is nothing to lose
				}
				err = q.Drafts().Save(t.Context(), draftFile, bundle.Edit{Text: []byte(text)}, "")
				if err == nil || errors.Is(err, bundle.ErrRaced) || strings.Contains(err.Error()+log.String(), text) {
					t.Errorf("saving gives %v", err)
				}
				if got := b.raw.HGet(t.Context(), q.keys.draft(), fieldEdit+draftFile).Val(); got != fields[1] {
					t.Errorf("it was changed to %q", got)
				}
			})
		})
	}
}

// What a newer program of the same format keeps beside an edit stays when an
// older one saves the file.
func TestDraftOfANewerProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		q := open(t, b.server)
		d, key := q.Drafts(), q.keys.draft()
		must(t, b.raw.HSet(t.Context(), key, fieldText+draftFile, "1", fieldEdit+draftFile,
			`{"note":{"a":[1,9007199254740993]},"f":1,"revision":"r","removed":true,"by":"x","at":"2026-11-01T09:00:00Z","from":"v"}`).Err())
		must(t, b.raw.HSet(t.Context(), key, "x:all", "kept").Err())
		must(t, d.Save(t.Context(), draftFile, bundle.Edit{Text: []byte("2"), By: "y"}, "r"))
		if e := edited(t, d); string(e.Text) != "2" || e.By != "y" || e.Removed || e.From != "" {
			t.Errorf("it has %+v", e)
		}
		var fields map[string]json.RawMessage
		must(t, json.Unmarshal([]byte(b.raw.HGet(t.Context(), key, fieldEdit+draftFile).Val()), &fields))
		if got := string(fields["note"]); got != `{"a":[1,9007199254740993]}` || len(fields) != 7 {
			t.Errorf("it is kept as %s", fields)
		}
		must(t, d.Drop(t.Context(), draftFile, edited(t, d).Revision))
		if got := b.raw.HGetAll(t.Context(), key).Val(); len(got) != 1 || got["x:all"] != "kept" {
			t.Errorf("what is left is %v", got)
		}
	})
}

// A draft of a cluster waits for the replica of its node.
func TestDraftOnACluster(t *testing.T) {
	t.Parallel()
	c := redistest.StartCluster(t, 3)
	d := open(t, Server{Mode: Cluster, Addresses: c.Addrs(), Wait: 1}).Drafts()
	over := ""
	for _, text := range []string{"1", "2"} {
		must(t, d.Save(t.Context(), draftFile, bundle.Edit{Text: []byte(text)}, over))
		e := edited(t, d)
		if string(e.Text) != text {
			t.Errorf("the draft has %+v", e)
		}
		over = e.Revision
	}
	must(t, d.Drop(t.Context(), draftFile, over))
	if e := edited(t, d); e.Revision != "" {
		t.Errorf("the draft has %+v", e)
	}
}
