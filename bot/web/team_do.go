package web

import (
	"context"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// do puts what somebody does with a case into the inbox, if it is allowed by
// what is known. Who asks for a case learns whether somebody else was faster.
func (t *Team) do(ctx context.Context, who seat, number string, a act, lang string) error {
	if !t.allow(who.ID) {
		return errFast
	}
	if len(number) > maxParameter {
		return errNoCase
	}
	file, ok, err := t.Cases.Case(ctx, number)
	switch {
	case err != nil:
		return unstored(err)
	case !ok || file.Ticket == nil:
		return errNoCase
	}
	now := time.Now()
	p := powers{ticket: file.Ticket, who: who, rules: t.Rules, base: t.Base(), now: now}
	if err := p.forbids(a.do); err != nil {
		return err
	}
	if err := p.valid(a); err != nil {
		return err
	}
	if err := t.put(ctx, a.updates(who, file, lang, now)); err != nil {
		return err
	}
	t.board.poke()
	if a.do == doClaim || a.do == doTake {
		return t.won(ctx, who, number)
	}
	return nil
}

// put stores updates. They are not given up when the browser is gone.
func (t *Team) put(ctx context.Context, updates []bot.Update) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putTime)
	defer cancel()
	first, err := t.numbers.take(len(updates))
	if err != nil {
		return unstored(err)
	}
	for i := range updates {
		updates[i].ID = first + int64(i)
	}
	if err := t.Inbox.Put(ctx, updates); err != nil {
		return unstored(err)
	}
	return nil
}

// won waits to see who has got a case, and says so when it is somebody else.
// Where it is not seen in time, nothing is said: the page will show it.
func (t *Team) won(ctx context.Context, who seat, number string) error {
	ctx, cancel := context.WithTimeout(ctx, claimTime)
	defer cancel()
	look := time.NewTicker(lookOften)
	defer look.Stop()
	for {
		select {
		case <-look.C:
		case <-ctx.Done():
			return nil
		}
		file, ok, err := t.Cases.Case(ctx, number)
		if err != nil || !ok || file.Ticket == nil {
			return nil
		}
		switch owner := file.Ticket.Owner; owner.ID {
		case 0:
		case who.ID:
			return nil
		default:
			return owned(owner.Name)
		}
	}
}
