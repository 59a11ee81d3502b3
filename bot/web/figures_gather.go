package web

import (
	"context"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// The limits of the figures.
const (
	// maxRecords is the number of cases that are read for the figures, the
	// newest. It bounds the memory of a look to some 20 MB.
	maxRecords = 50_000
	// gatherTime is how long reading them may take.
	gatherTime = 30 * time.Second
	// keepShare times as long as the reading took the figures are kept, so
	// that people who look again and again do not slow the bot down.
	keepShare = 20
)

// gatherer reads figures, one range at a time, and keeps them for a while.
type gatherer struct {
	busy chan struct{} // of one place: who is in it reads
	kept map[int]keptSums
}

type keptSums struct {
	sums
	until time.Time
}

func newGatherer() *gatherer {
	return &gatherer{busy: make(chan struct{}, 1), kept: map[int]keptSums{}}
}

// sum gives the figures of the last n days, today included.
func (g *gatherer) sum(ctx context.Context, from Figures, now time.Time, n int) (sums, error) {
	ctx, cancel := context.WithTimeout(ctx, gatherTime)
	defer cancel()
	select {
	case g.busy <- struct{}{}:
		defer func() { <-g.busy }()
	case <-ctx.Done():
		return sums{}, ctx.Err()
	}
	if k, ok := g.kept[n]; ok && now.Before(k.until) {
		return k.sums, nil
	}
	start := time.Now()
	s, err := gather(ctx, from, now, n)
	if err != nil {
		return sums{}, err
	}
	g.kept[n] = keptSums{sums: s, until: now.Add(keepShare * time.Since(start))}
	return s, nil
}

// gather reads the figures of the last n days.
func gather(ctx context.Context, from Figures, now time.Time, n int) (sums, error) {
	first := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-n)
	days, err := from.Days(ctx, first, now)
	if err != nil {
		return sums{}, err
	}
	var records []handoff.Record
	cut := false
	for r, err := range from.Records(ctx, first) {
		if err != nil {
			return sums{}, err
		}
		if cut = len(records) == maxRecords; cut {
			break
		}
		records = append(records, r)
	}
	s := sumUp(days, records, first, n)
	s.At, s.Cut = now, cut
	return s, nil
}
