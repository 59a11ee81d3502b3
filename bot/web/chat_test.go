package web

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/bot"
)

// screen is what a reader shows: it applies changes as a page does.
type screen struct {
	after   int64
	bubbles []bubble
	typing  bool
	belief  float64
}

func (s *screen) apply(t *rapid.T, news changes) {
	if news.Version < s.after {
		t.Fatalf("from %d back to %d", s.after, news.Version)
	}
	s.after = news.Version
	if news.Whole {
		s.bubbles = nil
	}
	s.bubbles = append(s.bubbles, news.New...)
	for _, b := range news.Changed {
		if i := slices.IndexFunc(s.bubbles, func(x bubble) bool { return x.ID == b.ID }); i >= 0 {
			s.bubbles[i] = b
		} else {
			t.Fatalf("message %d changed before it came", b.ID)
		}
	}
	if news.Typed {
		s.typing = news.Typing
	}
	if news.Belief != nil {
		s.belief = news.Belief.None
	}
}

// TestNoGap lets readers look whenever they like: each ends with what there
// is, however little it saw on the way.
func TestNoGap(t *testing.T) {
	now := time.Now()
	rapid.Check(t, func(t *rapid.T) {
		c := newChat("k", 1, now)
		readers := make([]screen, 3)
		believed := 0
		for i := range rapid.IntRange(1, 400).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0, 1, 2, 3:
				c.add(bubble{Text: fmt.Sprint(i), Buttons: [][]bot.Button{{{ID: "a"}}}})
			case 4:
				c.touch(rapid.Int64Range(1, c.message+1).Draw(t, "message"), func(b *bubble) { b.Text += "!" })
			case 5:
				c.setTyping(now)
			case 6:
				c.setTyping(time.Time{})
			case 7:
				believed++
				c.belief, c.believed = Belief{None: float64(believed)}, c.change()
			default:
				r := &readers[rapid.IntRange(0, 2).Draw(t, "reader")]
				news, _ := c.since(r.after, now)
				r.apply(t, news)
			}
		}
		want, _ := c.since(-1, now)
		for i := range readers {
			r := &readers[i]
			news, _ := c.since(r.after, now)
			r.apply(t, news)
			if r.after != want.Version || r.typing != want.Typing || r.belief != want.Belief.None {
				t.Fatalf("reader %d: %+v, want %+v", i, r, want)
			}
			// What is no longer kept may still stand above on the page.
			kept := r.bubbles[max(0, len(r.bubbles)-len(want.New)):]
			if !slices.EqualFunc(kept, want.New, func(a, b bubble) bool { return a.ID == b.ID && a.Text == b.Text }) {
				t.Fatalf("reader %d shows %v, want %v", i, kept, want.New)
			}
			if again, _ := c.since(r.after, now); len(again.New)+len(again.Changed) > 0 || again.Belief != nil {
				t.Fatalf("there is more after the last change: %+v", again)
			}
		}
	})
}

func TestStrangeResume(t *testing.T) {
	c := newChat("k", 1, time.Now())
	c.add(bubble{Text: "a"})
	for _, after := range []int64{-7, c.version + 1, 1 << 60} {
		if news, _ := c.since(after, time.Now()); !news.Whole || len(news.New) != 1 {
			t.Errorf("after %d: %+v", after, news)
		}
	}
}
