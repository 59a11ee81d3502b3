package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
)

// book is a directory in memory.
type book struct {
	mu       sync.Mutex
	messages map[int64]int64
	threads  map[int64]int64
	broken   error
}

func (b *book) Note(_ context.Context, _ int64, messages []int64, thread, chat int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range messages {
		b.messages[m] = chat
	}
	if thread != 0 {
		b.threads[thread] = chat
	}
	return b.broken
}

func (b *book) Find(_ context.Context, _ int64, messages []int64, thread int64) (int64, error) {
	for _, m := range messages {
		if b.messages[m] != 0 {
			return b.messages[m], b.broken
		}
	}
	return b.threads[thread], b.broken
}

// tray is an inbox that holds what was put.
type tray struct{ all []Update }

func (i *tray) Put(_ context.Context, updates []Update) error {
	i.all = append(i.all, updates...)
	return nil
}

func TestRouter(t *testing.T) {
	b := &book{messages: map[int64]int64{10: 7}, threads: map[int64]int64{20: 8}}
	in := &tray{}
	r := &Router{Inbox: in, Directory: b}
	team := func(message, reply, thread int64) Update {
		return Update{ID: 1, Kind: FromTeam, Chat: -100, Message: message, Reply: reply, Team: &TeamAct{Group: -100, Thread: thread}}
	}
	pressed := team(10, 0, 0)
	pressed.Callback, pressed.Chat = "c", 9 // the button names the chat
	updates := []Update{
		team(11, 10, 0),  // an answer to what is known
		team(11, 0, 0),   // an edit of it
		team(12, 11, 0),  // an answer to that
		team(13, 0, 20),  // in a topic
		team(13, 0, 0),   // an edit of that
		team(14, 10, 20), // the answer counts more than the topic
		team(15, 0, 0),   // talk
		team(16, 15, 99), // elsewhere
		pressed,
		{Kind: FromMerchant, Chat: 5, Message: 10},
	}
	given := slices.Clone(updates)
	if err := r.Put(t.Context(), updates); err != nil {
		t.Fatal(err)
	}
	var chats []int64
	for i, u := range in.all {
		chats = append(chats, u.Chat)
		if updates[i].Chat != given[i].Chat {
			t.Errorf("update %d was changed for who gave it", i)
		}
	}
	if want := []int64{7, 7, 7, 8, 8, 7, -100, -100, 9, 5}; !slices.Equal(chats, want) {
		t.Errorf("routed to %v, want %v", chats, want)
	}
	b.broken = errors.New("away")
	if err := r.Put(t.Context(), updates[:1]); err == nil || len(in.all) != len(updates) {
		t.Errorf("%v, %d put", err, len(in.all))
	}
}
