package main

import (
	"context"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
)

// dialogue is the conversation over the content in use, as the bot wants it.
type dialogue struct {
	parts   *parts
	nudges  bool // whether it may speak first
	metrics *metrics
}

// Hold gives the dialogue; its content is there for as long as the program
// runs.
func (d *dialogue) Hold() (held bot.Dialogue, release func()) { return d, func() {} }

// Turn handles one event.
func (d *dialogue) Turn(ctx context.Context, s conversation.State, ev conversation.Event) (conversation.State, []conversation.Effect, error) {
	return d.parts.engine.Turn(ctx, d, s, ev)
}

// Search searches, and counts the time.
func (d *dialogue) Search(ctx context.Context, q conversation.Query) (conversation.Hits, error) {
	start := time.Now()
	defer func() { d.metrics.searchTime.Observe(time.Since(start).Seconds()) }()
	return d.parts.index.Search(ctx, q)
}

// Due gives when the chat wants to be reminded.
func (d *dialogue) Due(s conversation.State) (time.Time, bool) {
	if !d.nudges {
		return time.Time{}, false
	}
	return d.parts.engine.Due(s)
}

// Menu lists the buttons below every question.
func (d *dialogue) Menu(s conversation.State) []conversation.Choice { return d.parts.engine.Menu(s) }

// CopyLabel gives the label of the button that copies what to say.
func (d *dialogue) CopyLabel(s conversation.State) string { return d.parts.engine.CopyLabel(s) }
