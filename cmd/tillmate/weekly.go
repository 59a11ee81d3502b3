package main

import (
	"cmp"
	"context"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// weeklyGrace is how long after its time the weekly message is still sent: a
// process that was not there on Monday morning makes up for it. It must be
// shorter than the store remembers an update for, which keeps the message of
// several replicas one.
const weeklyGrace = 24 * time.Hour

// weekly tells the editors every week what is missing, until ctx ends.
func (s *service) weekly(ctx context.Context) {
	if len(s.config.Team.Editors) == 0 {
		return
	}
	zone := s.config.Team.Hours.Zone()
	for ctx.Err() == nil {
		now := time.Now()
		if last := insight.NextWeekly(now.AddDate(0, 0, -7), zone); now.Sub(last) < weeklyGrace {
			s.insist(ctx, insistEvery, "send the weekly message", func() error { return s.sendWeekly(ctx, last.In(zone)) })
		}
		wait(ctx, time.Until(insight.NextWeekly(time.Now(), zone)))
	}
}

// sendWeekly puts the message of a week to every editor. Every replica does,
// and the store takes it once.
func (s *service) sendWeekly(ctx context.Context, at time.Time) error {
	e, release := s.content.hold()
	defer release()
	text, ok, err := weeklyMessage(ctx, s.queue, e.base, cmp.Or(s.config.Lang, knowledge.Chinese), at)
	if err != nil || !ok {
		return err
	}
	var out []bot.Update
	for _, editor := range s.config.Team.Editors {
		out = append(out, bot.Telling(editor, at.Unix(), text, time.Now()))
	}
	return s.queue.Put(ctx, out)
}
