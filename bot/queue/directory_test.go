package queue

import (
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

func TestDirectory(t *testing.T) {
	onAll(t, func(t *testing.T, server Server) {
		ctx := t.Context()
		q, other := open(t, server), open(t, server)
		var d bot.Directory = q
		for range 2 {
			must(t, d.Note(ctx, -100, []int64{1, 127, 128, 5000}, 0, 11))
			must(t, d.Note(ctx, -100, []int64{2}, 7, 12))
			must(t, d.Note(ctx, -100, nil, 9, 13))
			must(t, d.Note(ctx, -200, []int64{1}, 7, 14))
			must(t, d.Note(ctx, -100, nil, 0, 15))
		}
		for _, tt := range []struct {
			group    int64
			messages []int64
			thread   int64
			want     int64
		}{
			{-100, []int64{1}, 0, 11},
			{-100, []int64{128}, 9, 11},
			{-100, []int64{2, 1}, 0, 12},
			{-100, []int64{99, 5000, 2}, 7, 11},
			{-100, []int64{99}, 7, 12},
			{-100, nil, 9, 13},
			{-100, []int64{7}, 0, 0}, // a topic is no message
			{-100, nil, 1, 0},
			{-200, []int64{1}, 0, 14},
			{-300, []int64{1}, 7, 0},
			{-100, nil, 0, 0},
		} {
			if got, err := other.Find(ctx, tt.group, tt.messages, tt.thread); err != nil || got != tt.want {
				t.Errorf("%+v: %d, %v", tt, got, err)
			}
		}
		must(t, d.Note(ctx, -100, []int64{1}, 0, 16))
		if got, err := other.Find(ctx, -100, []int64{1}, 0); err != nil || got != 16 {
			t.Errorf("said anew: %d, %v", got, err)
		}
	})
}

// TestPlacesAreKeptOn holds that a place ends a year after its last use.
func TestPlacesAreKeptOn(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx, q := t.Context(), open(t, b.server)
		must(t, q.Note(ctx, -100, []int64{1}, 0, 11))
		key := q.keys.places(-100, 1)
		must(t, b.raw.PExpire(ctx, key, time.Hour).Err())
		_, err := q.Find(ctx, -100, []int64{1}, 0)
		must(t, err)
		if ttl := b.raw.PTTL(ctx, key).Val(); ttl < placeLife-time.Minute {
			t.Errorf("it ends in %s", ttl)
		}
	})
}
