package main

import (
	"context"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// reports is an inbox that hands on what is put.
type reports chan bot.Update

func (r reports) Put(_ context.Context, updates []bot.Update) error {
	for _, u := range updates {
		r <- u
	}
	return nil
}

// asks is a message with a command, as the worker hands it over.
func asks(id, user int64, text string) bot.Update {
	return bot.Update{
		ID: id, Kind: bot.FromMerchant, Chat: user, User: user, At: aDay, Message: 77,
		Event: conversation.Event{Kind: conversation.EventText, Text: text},
	}
}

// TestEditorChat publishes beside the turn that asked, once, and answers with
// the report.
func TestEditorChat(t *testing.T) {
	first := smallArticles(t)
	shelf := shelfWith(t, first)
	e := chatEditors(t, shelf, "en", func() (fs.FS, error) { return stolen(t, first), nil })
	put := make(reports, 4)
	c := newEditorChat(e, put, slog.New(slog.DiscardHandler))
	ask := func(u bot.Update) string {
		t.Helper()
		reply, handled, err := c.command(t.Context(), u)
		if err != nil || !handled {
			t.Fatalf("handled %v, %v", handled, err)
		}
		return reply
	}
	started := ask(asks(5, 7, "/reindex"))
	if again := ask(asks(5, 7, "/reindex")); again != started {
		t.Errorf("the same update is answered %q, then %q", started, again)
	}
	if busy := ask(asks(6, 8, "/reindex@tillmate_bot now")); busy == started || !strings.Contains(busy, "under way") {
		t.Errorf("a second one is answered %q", busy)
	}
	if reply := ask(asks(7, 99, "/reindex")); !strings.Contains(reply, "Only editors") {
		t.Errorf("a stranger is answered %q", reply)
	}
	if _, handled, err := c.command(t.Context(), asks(8, 7, "/restart")); handled || err != nil {
		t.Error("a merchants' command was taken")
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); c.run(ctx) }()
	report := <-put
	if report.Kind != bot.Notice || report.Chat != 7 || report.Message != 77 || !strings.Contains(report.Event.Text, "Refused") {
		t.Errorf("the report is %+v", report)
	}
	if report.ID == 5 || report.ID != bot.Answering(asks(5, 7, ""), "", aDay).ID {
		t.Errorf("the report has the number %d", report.ID)
	}
	stop()
	<-done
	if len(put) > 0 {
		t.Errorf("a second report: %+v", <-put)
	}
}
