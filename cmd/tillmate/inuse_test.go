package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// TestCommandsReadWhatIsServed publishes other content than that beside the
// program: gaps and learned read it, unless another one is named.
func TestCommandsReadWhatIsServed(t *testing.T) {
	const title, slug = "纸卷的毛病", "qr_pay_fail" // the article is not published
	files := edited(t, smallArticles(t), "problems/printer_paper.yaml", "title:\n  zh: ", "title:\n  zh: "+title+"、")
	store := merchants()
	store.days = []queue.Day{{Date: "2026-11-20", Counts: map[string]int64{"opened": 8}}}
	for range 3 {
		store.gaps = append(store.gaps, gap(conversation.GapUnhelpful, "纸卷缩进去", "printer_paper", "out_of_paper"))
	}
	store.shelf = shelfWith(t, files)
	since := noon.AddDate(0, 0, -7)
	for folder, published := range map[string]bool{"": true, articles(t): false} {
		s := newSaid()
		s.flags.Knowledge = folder
		if err := s.showGaps(t.Context(), store, gapsOptions{most: 9, kind: "unhelpful"}, since); err != nil {
			t.Fatal(err)
		}
		if got := s.out.String(); strings.Contains(got, title) != published {
			t.Errorf("with the folder %q the gaps are\n%s", folder, got)
		}
		s.out.Reset()
		if err := s.showWeekly(t.Context(), store, noon); err != nil {
			t.Fatal(err)
		}
		if got := s.out.String(); strings.Contains(got, title) != published {
			t.Errorf("with the folder %q the week is\n%s", folder, got)
		}
		if err := s.learnFrom(t.Context(), store, learnedOptions{problem: slug}, noon); (err != nil) != published {
			t.Errorf("with the folder %q the words of %s: %v", folder, slug, err)
		}
	}
}

// A cluster that gaps shows is added by its id, although the folder's words
// gather it under another one.
func TestAddClusterOfWhatIsServed(t *testing.T) {
	const line = "  - {to: 机器说, kind: regional, from: [部机话]}\n"
	store, since := merchants(), noon.AddDate(0, 0, -7)
	store.shelf = shelfWith(t, edited(t, smallArticles(t), "terms.yaml", line, line+"  - {to: 新钱包, kind: regional, from: [数字人民币]}\n"))
	s, dir := newSaid(), articles(t)
	s.json = true
	if err := s.showGaps(t.Context(), store, gapsOptions{most: 1}, since); err != nil {
		t.Fatal(err)
	}
	var f foundCluster
	if err := json.Unmarshal([]byte(s.out.String()), &f); err != nil {
		t.Fatal(err)
	}
	s = newSaid()
	s.flags.Knowledge = dir
	if err := s.addCluster(t.Context(), merchants(), dir, f.ID, "qr_pay_fail", since); err == nil {
		t.Fatal("the folder gathers it under the same id")
	}
	if err := s.addCluster(t.Context(), store, dir, f.ID, "qr_pay_fail", since); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(read(t, dir, "problems/qr_pay_fail.yaml"), "    - "+f.Label+"\n") {
		t.Error("the words are not there")
	}
}

// What cannot be looked up is not taken for nothing.
func TestOpenInUseErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		shelf bundle.Shelf
		code  int
	}{
		"Redis away": {unreachable{}, exitAway},
		"damaged":    {broken(t), exitFailed},
	} {
		_, err := newSaid().openInUse(t.Context(), shelfOnly{tt.shelf})
		if exit, ok := errors.AsType[exitError](err); !ok || exit.code != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func broken(t *testing.T) bundle.Shelf {
	shelf := &bundle.Memory{}
	putLive(t, shelf, bundle.Bundle{Name: "0123456789abcdef", Data: []byte("x")})
	return shelf
}

type shelfOnly struct{ shelf bundle.Shelf }

func (s shelfOnly) Shelf() bundle.Shelf { return s.shelf }
