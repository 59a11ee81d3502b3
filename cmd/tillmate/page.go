package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// pageCases are the cases as the team's page reads them. What is kept of a
// case changes with what is done about it; every word of it is in the
// merchant's record.
type pageCases struct{ queue *queue.Queue }

// Open gives the cases that are with the team. See [web.Cases].
func (c pageCases) Open(ctx context.Context) ([]bot.CaseFile, error) {
	files, err := c.queue.Open(ctx)
	if err != nil {
		return nil, err
	}
	for i := range files {
		if err := c.freshen(ctx, &files[i]); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Case gives a case. See [web.Cases].
func (c pageCases) Case(ctx context.Context, number string) (file bot.CaseFile, ok bool, err error) {
	if file, ok, err = c.queue.Case(ctx, number); err != nil || !ok {
		return file, false, err
	}
	return file, true, c.freshen(ctx, &file)
}

// List gives the cases, the newest first. See [web.Cases].
func (c pageCases) List(ctx context.Context, after string, most int) (files []bot.CaseFile, next string, err error) {
	return c.queue.List(ctx, queue.CaseFilter{Whole: true}, after, most)
}

// freshen gives a case the ticket as it stands in the merchant's record.
func (c pageCases) freshen(ctx context.Context, file *bot.CaseFile) error {
	record, err := c.queue.Chat(ctx, file.Chat)
	if err != nil {
		return err
	}
	ticket, err := bot.TicketOf(record.Data)
	if err != nil {
		return fmt.Errorf("case %s: %w", file.Case, err)
	}
	if ticket.Case == file.Case {
		file.Ticket = &ticket
	}
	return nil
}

// pageFigures are the figures as the team's page reads them.
type pageFigures struct{ queue *queue.Queue }

// Days gives what was counted. See [web.Figures].
func (f pageFigures) Days(ctx context.Context, from, to time.Time) ([]web.CountedDay, error) {
	days, err := f.queue.Days(ctx, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]web.CountedDay, len(days))
	for i, d := range days {
		out[i] = web.CountedDay{Date: d.Date, Counts: d.Counts}
	}
	return out, nil
}

// Records gives the cases, the newest first. See [web.Figures].
func (f pageFigures) Records(ctx context.Context, since time.Time) iter.Seq2[handoff.Record, error] {
	return func(yield func(handoff.Record, error) bool) {
		for file, err := range f.queue.All(ctx, queue.CaseFilter{Since: since}) {
			if !yield(file.Record, err) {
				return
			}
		}
	}
}
