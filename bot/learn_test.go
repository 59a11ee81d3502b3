package bot

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// TestTurnTeaches stores with a turn what it counts for and what the knowledge
// had no answer to.
func TestTurnTeaches(t *testing.T) {
	engine, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	w := &Worker{
		Content: fixed{unsearched{engine}}, Observer: Unobserved{}, Log: slog.New(slog.DiscardHandler),
		Split: func(s string) []string { return []string{s} },
	}
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	entry := func(id string, text string) Entry {
		return Entry{ID: id, Update: Update{ID: 1, Kind: FromMerchant, Chat: shop, User: shop, At: at, Event: conversation.Event{Kind: conversation.EventText, Text: text}}}
	}
	turn, err := w.handle(context.Background(), Record{Chat: shop}, []Entry{entry("1", "刷卡报91"), entry("2", "转人工")}, at)
	if err != nil {
		t.Fatal(err)
	}
	if turn.Counts["opened"] != 1 {
		t.Errorf("counted %v", turn.Counts)
	}
	turn, err = w.handle(context.Background(), Record{Chat: shop}, []Entry{entry("1", "我的刷卡机呜呜叫")}, at)
	if err != nil {
		t.Fatal(err)
	}
	if len(turn.Gaps) != 1 || turn.Gaps[0].Kind != conversation.GapNoHit || turn.Gaps[0].Words != "我的刷卡机呜呜叫" {
		t.Errorf("gaps %+v, counts %v", turn.Gaps, turn.Counts)
	}
}
