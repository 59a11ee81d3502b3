package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// TestSize says how much Redis keeps of a conversation: of every fifth golden
// query, played to the advice with the first answer to each question. Run it
// with -v for the figures of docs/operations.md.
func TestSize(t *testing.T) {
	p, err := assembled()
	if err != nil {
		t.Fatal(err)
	}
	queries, findings := knowledge.LoadGolden(p.files, p.base)
	if len(findings) > 0 {
		t.Fatal(findings[0])
	}
	server := redistest.Start(t)
	used := func() int {
		info := fmt.Sprint(server.Do("INFO", "memory"))
		n, err := strconv.Atoi(regexp.MustCompile(`(?m)^used_memory:(\d+)`).FindStringSubmatch(info)[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before, n, bytes, most := used(), 0, 0, 0
	for i := 0; i < len(queries); i += 5 {
		n++
		data := played(t, p, queries[i].Text)
		bytes, most = bytes+len(data), max(most, len(data))
		server.Do("HSET", fmt.Sprintf("tm:{p%02d}:c:%d", i%16, 5_000_000_000+i), "v", 9, "e", "1700000000000-0", "s", data)
	}
	kept := (used() - before) / n
	t.Logf("%d conversations: mean %d bytes, largest %d bytes, %d bytes each in Redis", n, bytes/n, most, kept)
	if kept > 8<<10 {
		t.Errorf("a conversation takes %d bytes in Redis", kept)
	}
}

// played gives the stored form of a conversation.
func played(t *testing.T, p *parts, text string) string {
	t.Helper()
	var state conversation.State
	ev := conversation.Event{Kind: conversation.EventText, Text: text}
	for turn := range 20 {
		ev.At = time.Unix(1_700_000_000+int64(turn)*30, 0)
		next, effects, err := p.engine.Turn(t.Context(), p.index, state, ev)
		if err != nil {
			t.Fatal(err)
		}
		state, ev = next, conversation.Event{}
		for _, e := range effects {
			if q, ok := e.(conversation.Question); ok && len(q.Answers) > 0 {
				ev = conversation.Event{Kind: conversation.EventPress, Press: q.Answers[0].ID, Shown: state.Turn}
			}
		}
		if ev.Kind == "" {
			break
		}
	}
	data, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
