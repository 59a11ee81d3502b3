package conversation_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/conversation"
)

// An album is answered once, however its files arrive, and no file is lost
// while there is room.
func TestAlbums(t *testing.T) {
	check(t, func(w *walk) {
		for range rapid.IntRange(0, 6).Draw(w.T, "turns") {
			w.step(w.event())
		}
		kept := 0
		if w.state.Case != nil {
			kept = len(w.state.Case.Files)
		}
		n, answers := rapid.IntRange(1, 10).Draw(w.T, "files"), 0
		for i := range n {
			at := w.at.Add(time.Duration(i) * time.Second)
			file := conversation.File{Kind: conversation.Photo, ID: fmt.Sprintf("photo-%d", i), Album: "album of this test"}
			next, effects := w.engine.Step(w.state, conversation.Event{Kind: conversation.EventFiles, At: at, Files: []conversation.File{file}})
			if len(effects) > 0 {
				answers++
			}
			w.state = next
		}
		if answers > 1 || answers == 0 && w.state.Album != "album of this test" {
			w.Fatalf("%d answers to an album of %d", answers, n)
		}
		want := min(kept+n, conversation.MaxFiles)
		if got := len(w.state.Case.Files); got != want || w.state.Case.Files[got-1].ID != fmt.Sprintf("photo-%d", n-1) {
			w.Fatalf("%d files kept of %d and %d before", got, n, kept)
		}
	})
}

// What is kept of files is bounded, and nothing is kept of what the team cannot
// use.
func TestFilesAreBounded(t *testing.T) {
	d := open(t)
	var s conversation.State
	for i := range 100 {
		s, _ = d.engine.Step(s, conversation.Event{Kind: conversation.EventFiles, Files: []conversation.File{
			{Kind: conversation.Photo, ID: fmt.Sprint(i)},
			{Kind: conversation.Location, ID: "where"},
			{Kind: conversation.Sticker, ID: "smile"},
			{Kind: conversation.Document, ID: string(make([]byte, conversation.MaxFileID+1))},
			{Kind: conversation.Voice},
		}})
	}
	if n := len(s.Case.Files); n != conversation.MaxFiles {
		t.Errorf("%d files are kept", n)
	}
	for i, f := range s.Case.Files {
		if want := fmt.Sprint(100 - conversation.MaxFiles + i); f.Kind != conversation.Photo || f.ID != want {
			t.Errorf("kept %+v, want the photo %s", f, want)
		}
	}
}

// Photos that follow each other are answered once; after a pause or after
// anything else they are answered again.
func TestBursts(t *testing.T) {
	d := open(t)
	at := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	var s conversation.State
	photo := []conversation.File{{Kind: conversation.Photo, ID: "p"}}
	for i, step := range []struct {
		after  time.Duration
		ev     conversation.Event
		silent bool
	}{
		{0, conversation.Event{Kind: conversation.EventFiles, Files: photo}, false},
		{time.Second, conversation.Event{Kind: conversation.EventFiles, Files: photo}, true},
		{conversation.BurstPause - 1, conversation.Event{Kind: conversation.EventFiles, Files: photo}, true},
		{conversation.BurstPause, conversation.Event{Kind: conversation.EventFiles, Files: photo}, false},
		{time.Second, conversation.Event{Kind: conversation.EventSlow}, false},
		{time.Second, conversation.Event{Kind: conversation.EventFiles, Files: photo}, true},
		{time.Second, conversation.Event{Kind: conversation.EventPress, Press: conversation.PressUnsure}, false},
		{time.Second, conversation.Event{Kind: conversation.EventFiles, Files: photo}, false},
		{time.Second, conversation.Event{Kind: conversation.EventPress, Press: conversation.PressRestart}, false},
		{time.Second, conversation.Event{Kind: conversation.EventFiles, Files: photo}, false},
	} {
		at = at.Add(step.after)
		step.ev.At = at
		next, effects := d.engine.Step(s, step.ev)
		if (len(effects) == 0) != step.silent {
			t.Errorf("step %d, %+v: %+v", i, step.ev, effects)
		}
		s = next
	}
}

// Two steps from one state keep their files apart.
func TestFilesOfTwoSteps(t *testing.T) {
	d := open(t)
	s := conversation.State{Phase: conversation.WithTeam, Case: &conversation.Case{Files: make([]conversation.Kept, 1, 8)}}
	step := func(id string) conversation.State {
		next, _ := d.engine.Step(s, conversation.Event{Kind: conversation.EventFiles, Files: []conversation.File{{Kind: conversation.Photo, ID: id}}})
		return next
	}
	one, other := step("one"), step("other")
	if one.Case.Files[1].ID != "one" || other.Case.Files[1].ID != "other" {
		t.Errorf("%+v, %+v", one.Case.Files, other.Case.Files)
	}
}
