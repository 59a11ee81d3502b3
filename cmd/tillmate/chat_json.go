package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
)

// input is one line a program sends.
type input struct {
	Text    *string `json:"text"`
	Press   *string `json:"press"`
	Edit    *string `json:"edit"`
	Of      int     `json:"of"`
	Restart bool    `json:"restart"`
}

// runJSON talks in JSON lines.
func (c *chat) runJSON(ctx context.Context, in io.Reader) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := readLines(ctx, in)
	for {
		select {
		case <-ctx.Done():
			return nil
		case line := <-lines:
			last := errors.Is(line.err, io.EOF)
			if line.err != nil && !last {
				return failed(fmt.Errorf("read the input: %w", line.err))
			}
			switch {
			case line.tooLong:
				c.refuse(fmt.Errorf("the line is longer than %d bytes", maxLine))
			case !last || len(bytes.TrimSpace(line.text)) > 0:
				if err := c.lineJSON(ctx, line.text); err != nil {
					return err
				}
			}
			if last {
				return nil
			}
		}
	}
}

// lineJSON runs the turn that one line asks for.
func (c *chat) lineJSON(ctx context.Context, line []byte) error {
	ev, err := parseInput(line)
	if err != nil {
		c.refuse(err)
		return nil
	}
	if ev.Kind == conversation.EventRestart {
		c.reset()
		c.endOfTurn()
		return nil
	}
	effects, err := c.turn(ctx, ev)
	if err != nil {
		return err
	}
	for _, e := range effects {
		writeJSON(c.out, e)
	}
	if c.explain {
		if belief, ok := c.engine.Explain(c.state); ok {
			writeJSON(c.out, belief)
		}
	}
	c.endOfTurn()
	return nil
}

func (c *chat) endOfTurn() {
	writeJSON(c.out, struct {
		Type string `json:"type"`
		Turn int    `json:"turn"`
	}{"end_of_turn", c.state.Turn})
}

// refuse answers a line that asks for nothing that can be done.
func (c *chat) refuse(err error) {
	writeJSON(c.out, errorJSON{"error", err.Error()})
	c.endOfTurn()
}

// parseInput understands one line: exactly one of text, press, edit, restart.
func parseInput(line []byte) (conversation.Event, error) {
	if !utf8.Valid(line) {
		return conversation.Event{}, errors.New("the line is no valid UTF-8")
	}
	if len(bytes.TrimSpace(line)) == 0 {
		return conversation.Event{}, errors.New("the line is empty")
	}
	var in input
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return conversation.Event{}, fmt.Errorf(`the line is no JSON object of the form {"text":"…"}: %w`, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return conversation.Event{}, errors.New("something follows the JSON object on its line")
	}
	given := map[string]bool{
		"text": in.Text != nil, "press": in.Press != nil, "edit": in.Edit != nil, "restart": in.Restart,
	}
	maps.DeleteFunc(given, func(_ string, is bool) bool { return !is })
	if len(given) != 1 {
		return conversation.Event{}, fmt.Errorf("give exactly one of text, press, edit and restart, not %v", slices.Sorted(maps.Keys(given)))
	}
	switch {
	case in.Text != nil:
		return conversation.Event{Kind: conversation.EventText, Text: *in.Text}, nil
	case in.Press != nil:
		return conversation.Event{Kind: conversation.EventPress, Press: *in.Press}, nil
	case in.Restart:
		return conversation.Event{Kind: conversation.EventRestart}, nil
	}
	if in.Of < 1 {
		return conversation.Event{}, errors.New(`an edit needs "of": the number of the text it changes, from 1`)
	}
	return conversation.Event{Kind: conversation.EventEdit, Text: *in.Edit, Of: in.Of}, nil
}
