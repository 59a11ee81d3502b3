package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// weeklyMessage gives the message to the editors about the seven days before
// now; ok is false when there is nothing to tell. Now is in the team's zone.
func weeklyMessage(ctx context.Context, store insightStore, base *knowledge.Base, lang knowledge.Lang, now time.Time) (text string, ok bool, err error) {
	w := insight.Week{From: now.AddDate(0, 0, -7), To: now, Counts: map[string]int64{}}
	days, err := store.Days(ctx, w.From.AddDate(0, 0, 1), now) // seven days, today among them
	if err != nil {
		return "", false, err
	}
	for _, d := range days {
		for k, n := range d.Counts {
			w.Counts[k] += n
		}
	}
	gaps, err := store.Gaps(ctx, w.From)
	if err != nil {
		return "", false, err
	}
	w.Clusters = insight.NewLexis(base).Cluster(gaps)
	text, ok = insight.Weekly(w, base, lang)
	return strings.TrimSpace(text), ok, nil
}

// showWeekly shows the message as it would be sent now.
func (a *app) showWeekly(ctx context.Context, store insightStore, now time.Time) error {
	config, files, err := a.filesInUse(ctx, store)
	if err != nil {
		return err
	}
	base, err := loadBase(files)
	if err != nil {
		return err
	}
	text, ok, err := weeklyMessage(ctx, store, base, cmp.Or(config.Lang, knowledge.Chinese), now)
	if err != nil {
		return failed(err)
	}
	if !ok {
		fmt.Fprintln(a.stderr, "There is nothing to tell.")
		return nil
	}
	fmt.Fprintln(a.stdout, text)
	return nil
}
