package bot

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"
)

// slow is a budget of one call to a group in ten seconds, a while later for
// what may be later.
type slow struct {
	mu   sync.Mutex
	next time.Time
}

func (s *slow) Take(_ context.Context, _ int64, later bool) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.next
	if later {
		next = next.Add(5 * time.Second)
	}
	if wait := time.Until(next); wait > 0 {
		return wait, nil
	}
	s.next = time.Now().Add(10 * time.Second)
	return 0, nil
}

// TestLater lets words go before cards, and makes only the last of several
// changes of one thing.
func TestLater(t *testing.T) {
	b := newBench(echo{})
	b.sender.Budget = &slow{}
	put := func(id string, d Delivery) {
		d.Chat, d.From, d.Token = -5, 7, "t"+id
		b.out = append(b.out, Outgoing{ID: id, Delivery: d, At: time.Now()})
	}
	b.run(t, func(context.Context) {
		b.do(func() {
			put("01", Delivery{Kind: Edit, Message: 1, Text: "first", Later: true})
			put("02", Delivery{Kind: Edit, Message: 1, Text: "second", Later: true})
			put("03", Delivery{Kind: Mark, Message: 1, Mark: "👌", Later: true})
			put("04", Delivery{Kind: Edit, Message: 2, Text: "other", Later: true})
			put("05", Delivery{Kind: Edit, Message: 1, Text: "last", Later: true})
			put("06", Delivery{Kind: EditTopic, Thread: 3, Icon: "a", Later: true})
			put("07", Delivery{Kind: EditTopic, Thread: 3, Icon: "b", Later: true})
			put("08", Delivery{Kind: Show, Text: "words"})
			put("09", Delivery{Kind: Answer, Callback: "c", Text: "at once"})
		})
		pass(5 * time.Minute)
	})
	var edits []string
	place := map[string]int{}
	for i, d := range b.sent {
		if d.Later {
			edits = append(edits, d.Text+d.Mark+d.Icon)
		}
		place[d.Text] = i
	}
	if edits = slices.DeleteFunc(edits, func(s string) bool { return s == "first" }); !slices.Equal(edits, []string{"👌", "other", "last", "b"}) {
		t.Errorf("made are %q", edits)
	}
	if place["words"] > 2 || place["at once"] > 2 {
		t.Errorf("words came after cards: %v", place)
	}
	if len(b.out) != 0 || len(b.reports) != 9 {
		t.Errorf("left %d, reported %d of 9", len(b.out), len(b.reports))
	}
	for _, u := range b.reports {
		if r := u.Receipt; r.Failed != "" || r.Token == "t02" && r.Message != 1 {
			t.Errorf("the receipt is %+v", r)
		}
	}
}

// TestSenderNotesPlaces tells the directory whose case a message is about,
// before it is settled, however often that takes.
func TestSenderNotesPlaces(t *testing.T) {
	b := newBench(echo{})
	dir := &book{messages: map[int64]int64{}, threads: map[int64]int64{}, broken: errors.New("away")}
	b.sender.Directory = dir
	b.run(t, func(context.Context) {
		b.do(func() {
			b.out = []Outgoing{
				{ID: "1", Delivery: Delivery{Kind: Show, Chat: -5, From: 7, Text: "card"}, At: time.Now()},
				{ID: "2", Delivery: Delivery{Kind: Show, Chat: -5, From: -5, Text: "of the group"}, At: time.Now()},
			}
		})
		pass(10 * time.Second)
		b.do(func() {
			if len(b.out) != 2 {
				t.Errorf("settled before it was noted: left %v", b.out)
			}
		})
		if n := len(b.texts()); n != 1 {
			t.Errorf("sent %d times", n)
		}
		dir.mu.Lock()
		dir.broken = nil
		dir.mu.Unlock()
		pass(10 * time.Second)
	})
	if want := map[int64]int64{1: 7}; !reflect.DeepEqual(dir.messages, want) || len(b.out) > 0 || len(b.sent) != 2 {
		t.Errorf("noted %v, left %v, sent %d", dir.messages, b.out, len(b.sent))
	}
}

// TestReceiptsOfFailures says what could not be done, and why.
func TestReceiptsOfFailures(t *testing.T) {
	for _, tc := range []struct {
		name string
		chat int64
		fail error
		want Receipt
	}{
		{"lost", -5, &SendError{Decision: GiveUp, Lost: true, Err: errors.New("400")}, Receipt{Token: "t1", Failed: "give_up: 400", Lost: true}},
		{"refused", 7, &SendError{Decision: GiveUp, Err: errors.New("400")}, Receipt{Token: "t1", Failed: "give_up: 400"}},
		{"blocked", 7, &SendError{Decision: ChatGone, Err: errors.New("403")}, Receipt{Token: "t1", Failed: "chat_gone", Gone: true}},
		{"removed", -5, &SendError{Decision: ChatGone, Err: errors.New("403")}, Receipt{Token: "t1", Failed: "chat_gone", Lost: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(echo{})
			b.answer = func(Delivery, int) error { return tc.fail }
			b.run(t, func(context.Context) {
				o := outgoing("1", tc.chat, "a")
				o.Delivery.From = 7
				b.do(func() { b.out = []Outgoing{o} })
				pass(10 * time.Second)
			})
			if len(b.reports) != 1 || !reflect.DeepEqual(*b.reports[0].Receipt, tc.want) {
				t.Errorf("reported %+v, want %+v", b.reports, tc.want)
			}
		})
	}
}
