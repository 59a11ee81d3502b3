package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// fetch is the number of deliveries read from the outbox at once.
	fetch = 128
	// maxOpen is the number of deliveries of a partition that are held in
	// memory; further ones wait in the outbox.
	maxOpen = 4096
	// sendTime is how long one call to the messenger may take.
	sendTime = 15 * time.Second
	// settleTime is how long it is tried to note what became of a call, also
	// while the program stops: what is not noted is sent again.
	settleTime = 5 * time.Second
	// inFlight is the number of deliveries of a process that are being made and
	// not noted yet. When the store is away no more than these were made in
	// vain, and may be made again by another owner.
	inFlight = 16
	// look is how often the outbox is read although nobody said that there is
	// something in it: a dead letter may have been replayed.
	look = time.Second
)

// Budget paces the calls to a group of the team, for all senders together.
type Budget interface {
	// Take takes one call to a chat now (0), or says how long to wait before
	// asking again. A call that may be later gets none of what is kept for
	// words.
	Take(ctx context.Context, chat int64, later bool) (wait time.Duration, err error)
}

// Sender makes the deliveries of partitions. Its fields are set before its
// first use and not changed; it may run many partitions at once.
type Sender struct {
	Messenger Messenger
	Budget    Budget
	Pace      Pace // of private chats; the zero value is one that Telegram bears
	// Directory, where it is not nil, is told whose case the messages are about
	// that are sent to the team.
	Directory Directory
	Observer  Observer
	Log       *slog.Logger

	moved sync.Map // chat → the id it has now
	// made are deliveries that were made and could not be noted, by partition
	// and id: when this process owns the partition again it need not guess.
	made sync.Map
	once sync.Once
	slot chan struct{}
}

// madeKey names a delivery among those of all partitions.
type madeKey struct {
	partition int
	id        string
}

// errMoved is a delivery about a message of a group that has another id now: the
// message has none.
var errMoved = errors.New("the group has another id now, and what was in it has none")

// errStopped ends the program: the messenger does not know us any more.
var errStopped = errors.New("the messenger does not accept the token")

// Run makes the deliveries of a partition until ctx ends or the partition has
// another owner, which is no error. wake has a value when there may be new
// deliveries. The error is for the operator: nothing can be sent any more.
func (s *Sender) Run(ctx context.Context, p Partition, wake <-chan struct{}) error {
	ctx, cancel := context.WithCancel(ctx)
	var lanes *lanes
	lanes = newLanes(ctx, s.Pace, func(ctx context.Context, l *lane, o Outgoing) error { return s.deliver(ctx, p, lanes, l, o) })
	defer lanes.done.Wait()
	defer cancel()
	retry, after := pause(), ""
	tick := time.NewTicker(look)
	defer tick.Stop()
	for ctx.Err() == nil {
		more := false
		if room := maxOpen - lanes.size(); room > 0 {
			out, err := p.Outgoing(ctx, after, min(fetch, room))
			if err != nil {
				if ctx.Err() == nil {
					s.Log.Warn("the outbox was not read; it is tried again", "partition", p.Number(), "error", err)
					sleep(ctx, retry.NextBackOff())
				}
				continue
			}
			retry.Reset()
			for _, o := range out {
				lanes.put(o)
				after = o.ID
			}
			more = len(out) == fetch
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-lanes.room:
		case now := <-tick.C:
			lanes.prune(now)
		case err := <-lanes.failed:
			if errors.Is(err, ErrFenced) || ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
	return nil
}

// deliver makes one delivery, however often it has to be tried. The error ends
// the sender.
func (s *Sender) deliver(ctx context.Context, p Partition, ls *lanes, l *lane, o Outgoing) error {
	retry := pause()
	d := o.Delivery
	overtaken := func() bool { return ls.overtaken(l) }
	for {
		if err := s.pace(ctx, l, d, overtaken); err != nil {
			return err
		}
		if overtaken() {
			return s.settle(ctx, p, o, Receipt{Chat: d.Chat, Message: d.Message}, "sent", nil)
		}
		done, err := s.try(ctx, p, o)
		if done || errors.Is(err, ErrFenced) {
			return err
		}
		e := Decide(err)
		switch e.Decision {
		case Stop:
			return fmt.Errorf("%w: %w", errStopped, err)
		case GiveUp:
			return s.giveUp(ctx, p, o, e)
		case ChatGone: // a group that we were removed from is lost, no merchant
			return s.settle(ctx, p, o, Receipt{Failed: string(ChatGone), Gone: d.Chat > 0, Lost: d.Chat < 0}, "gone", nil)
		case Moved:
			s.Log.Warn("a group has a new id: put it into the configuration", "chat", d.Chat, "new", e.To)
			s.Move(d.Chat, e.To)
			continue
		}
		s.Observer.Retried(d, e.Decision)
		wait := retry.NextBackOff()
		if e.Decision == Wait {
			wait = e.After
		}
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// giveUp settles a delivery that is never accepted. Nobody need look at one
// that is decoration, nor at one that is lost and whose chat is told so.
func (s *Sender) giveUp(ctx context.Context, p Partition, o Outgoing, e SendError) error {
	d := o.Delivery
	receipt := Receipt{Failed: e.Error(), Lost: e.Lost}
	if d.decorates() || e.Lost && d.Token != "" {
		s.Log.Info("a delivery was refused", "chat", d.Chat, "kind", d.Kind, "error", e.Err)
		return s.settle(ctx, p, o, receipt, "given_up", nil)
	}
	s.Log.Error("a delivery was refused and put aside", "chat", d.Chat, "kind", d.Kind, "error", e.Err)
	return s.settle(ctx, p, o, receipt, "given_up", &Dead{Delivery: &d, Reason: e.Err.Error(), At: time.Now()})
}

// try makes a delivery once and notes it; done tells that there is nothing
// more to do about it.
func (s *Sender) try(ctx context.Context, p Partition, o Outgoing) (done bool, err error) {
	s.once.Do(func() { s.slot = make(chan struct{}, inFlight) })
	select {
	case s.slot <- struct{}{}:
		defer func() { <-s.slot }()
	case <-ctx.Done():
		return true, ctx.Err()
	}
	if !p.Owned() {
		return true, ErrFenced
	}
	key := madeKey{p.Number(), o.ID}
	made, ok := s.made.Load(key)
	if !ok {
		if made, err = s.send(ctx, o.Delivery); err != nil {
			return false, err
		}
		s.made.Store(key, made)
	}
	if err := s.place(ctx, p, o.Delivery, made.(Receipt)); err != nil {
		return true, err
	}
	if err := s.settle(ctx, p, o, made.(Receipt), "sent", nil); err != nil {
		return true, err
	}
	s.made.Delete(key)
	return true, nil
}

// Move says that a group has another id now.
func (s *Sender) Move(from, to int64) { s.moved.Store(from, to) }

// place notes whose case a message or topic is about that was made at the
// team, before it is noted that it was made: who answers it must find the case.
func (s *Sender) place(ctx context.Context, p Partition, d Delivery, made Receipt) error {
	messages, thread := made.Messages, made.Thread
	if len(messages) == 0 && made.Message != 0 {
		messages = []int64{made.Message}
	}
	news := d.Kind == Show || d.Kind == Copy || d.Kind == OpenTopic
	if s.Directory == nil || !news || d.Chat >= 0 || d.From <= 0 || len(messages) == 0 && thread == 0 {
		return nil
	}
	group := cmp.Or(made.Chat, d.Chat)
	return s.insist(ctx, func(ctx context.Context) error {
		if !p.Owned() {
			return ErrFenced
		}
		return s.Directory.Note(ctx, group, messages, thread, d.From)
	})
}

// pace waits until the chat bears another call, or the call is not worth
// making.
func (s *Sender) pace(ctx context.Context, l *lane, d Delivery, overtaken func() bool) error {
	if d.Kind == Answer {
		return nil // does not count
	}
	if d.Chat > 0 {
		return l.limit.Wait(ctx)
	}
	for calls := d.calls(); calls > 0 && !overtaken(); {
		wait, err := s.Budget.Take(ctx, d.Chat, d.Later)
		if err == nil && wait <= 0 {
			calls--
			continue
		}
		if err != nil {
			s.Log.Warn("the budget of a group was not read; it is tried again", "chat", d.Chat, "error", err)
			wait = look
		}
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// send makes one call. It is not cut short when the program stops: a call that
// was made and not noted is made again.
func (s *Sender) send(ctx context.Context, d Delivery) (Receipt, error) {
	if to, ok := s.moved.Load(d.Chat); ok {
		if d.pointsBack() {
			return Receipt{}, &SendError{Decision: GiveUp, Lost: true, Err: errMoved}
		}
		d.Chat, d.Thread, d.Reply = to.(int64), 0, 0
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer cancel()
	return s.Messenger.Send(ctx, d)
}

// settle notes what became of a delivery, and tells its chat if it asked.
func (s *Sender) settle(ctx context.Context, p Partition, o Outgoing, receipt Receipt, result string, dead *Dead) error {
	d, now := o.Delivery, time.Now()
	var report *Update
	switch {
	case result == "gone" && d.Chat == d.From:
		report = &Update{Kind: Gone, Chat: d.From, At: now}
		if d.Token != "" {
			receipt.Token = d.Token
			report.Receipt = &receipt
		}
	case d.Token != "":
		receipt.Token = d.Token
		report = &Update{Kind: Delivered, Chat: d.From, At: now, Receipt: &receipt}
	}
	return s.note(ctx, p, o, func() { s.Observer.Sent(d, result, now.Sub(o.At)) }, report, dead)
}

// note settles a delivery in the outbox.
func (s *Sender) note(ctx context.Context, p Partition, o Outgoing, noted func(), report *Update, dead *Dead) error {
	err := s.insist(ctx, func(ctx context.Context) error { return p.Settle(ctx, o.ID, report, dead) })
	if err != nil {
		return fmt.Errorf("note a delivery: %w", err)
	}
	noted()
	return nil
}

// insist tries to note something. While the program runs it is tried for as
// long as it takes, and for a short time after that.
func (s *Sender) insist(ctx context.Context, try func(context.Context) error) error {
	late := context.WithoutCancel(ctx)
	deadline := time.Time{}
	for retry := pause(); ; {
		one, cancel := context.WithTimeout(late, settleTime)
		err := try(one)
		cancel()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil && deadline.IsZero() {
			deadline = time.Now().Add(settleTime)
		}
		if errors.Is(err, ErrFenced) || !deadline.IsZero() && time.Now().After(deadline) {
			return err
		}
		sleep(late, retry.NextBackOff())
	}
}
