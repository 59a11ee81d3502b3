package telegram

import (
	"context"
	"encoding/json"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/tillmate/tillmate/bot"
)

// Poller asks Telegram for updates. Only one may do so at a time for a bot:
// run it under a lease. Its fields are set before its first use.
//
// What was stored is confirmed by the next poll; until then Telegram sends it
// again. While nobody asks, Telegram keeps updates for 24 hours, and presses
// of buttons for 150 seconds.
type Poller struct {
	Client *Client
	Intake *Intake
	// Ready waits until the inbox has room for more, or until ctx ends, with
	// the context's error; nil is always.
	Ready func(ctx context.Context) error
	// Wait is how long a poll waits for updates, at most 50 s; 0 is
	// [DefaultPollWait].
	Wait time.Duration
}

// Run takes updates in until ctx ends, which is no error and ends a poll that
// waits. Whatever fails is tried again. The error says that Telegram does not
// accept the token.
//
// A webhook that is set when it begins is removed, since Telegram serves one of
// the two only; the updates that wait are kept. A webhook that is set later,
// and another poller, are not fought: it is said, and polling is tried again.
func (p *Poller) Run(ctx context.Context) error {
	var at place
	trouble, retry := "", pause()
	for ctx.Err() == nil {
		err := p.round(ctx, &at)
		if err == nil {
			if trouble != "" {
				p.Intake.Log.Info("updates are taken in again")
			}
			trouble = ""
			retry.Reset()
			continue
		}
		e := bot.Decide(decide(bot.Delivery{}, err)) // errors mean what they mean to a delivery
		if e.Decision == bot.Stop {
			return &e
		}
		if said := err.Error(); said != trouble && ctx.Err() == nil {
			p.Intake.Log.Warn("no updates are taken in; it is tried again", "error", err)
			trouble = said
		}
		sleep(ctx, max(e.After, retry.NextBackOff()))
	}
	return nil
}

// place is how far the polling is.
type place struct {
	unhooked bool  // no webhook was set, or it was removed
	offset   int64 // the first update that was not stored
}

// round makes one poll. After an error it is to be made again.
func (p *Poller) round(ctx context.Context, at *place) (err error) {
	if !at.unhooked {
		if err := p.unhook(ctx); err != nil {
			return err
		}
		at.unhooked = true
	}
	at.offset, err = p.poll(ctx, at.offset)
	return err
}

// getUpdates are the parameters of the method. Everything below the offset is
// confirmed.
type getUpdates struct {
	Offset  int64    `json:"offset,omitempty"`
	Limit   int      `json:"limit"`
	Timeout int      `json:"timeout"` // seconds
	Allowed []string `json:"allowed_updates"`
}

// poll makes one poll and returns the next offset, which is the same one after
// an error.
func (p *Poller) poll(ctx context.Context, offset int64) (int64, error) {
	if p.Ready != nil {
		if err := p.Ready(ctx); err != nil {
			return offset, err
		}
	}
	wait := p.Wait
	if wait <= 0 {
		wait = DefaultPollWait
	}
	wait = min(wait, maxPollWait)
	var raws []json.RawMessage
	err := p.Client.callWithin(ctx, wait+callTime, maxPoll, "getUpdates", getUpdates{
		Offset: offset, Limit: maxBatch, Timeout: int(wait.Seconds()), Allowed: allowed(),
	}, &raws)
	if err != nil {
		return offset, err
	}
	last, err := p.Intake.take(ctx, raws, time.Now())
	if err != nil {
		return offset, err
	}
	return max(offset, last+1), nil
}

// unhook removes the webhook, if there is one.
func (p *Poller) unhook(ctx context.Context) error {
	host, err := p.Client.Webhook(ctx)
	if err != nil || host == "" {
		return err
	}
	p.Intake.Log.Warn("a webhook was set; it is removed, because this program polls", "host", host)
	return p.Client.DeleteWebhook(ctx)
}

// pause gives the pauses between tries.
func pause() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval = pauseMin, pauseMax
	b.Reset()
	return b
}

// sleep waits, or returns early when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
