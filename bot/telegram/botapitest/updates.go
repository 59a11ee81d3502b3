package botapitest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	maxPoll = 50 // seconds
	maxPage = 100
	// pressLife is how long Telegram keeps a press, and takes an answer to it.
	pressLife = 150 * time.Second
	// futureOffset is how far behind the last update an offset may lie.
	futureOffset = 10
)

// update waits for the bot.
type update struct {
	id      int64
	body    []byte    // the JSON object
	lane    int64     // updates of a lane reach the webhook one after the other
	expires time.Time // zero is never
	delivery
}

// updates are those that the bot has not confirmed, oldest first.
type updates struct {
	next    int64
	pending []*update
	allowed map[string]bool // nil is the default
	names   []string        // allowed, as they were set

	poll         *poll // that waits
	lastOffset   int64
	lastStart    time.Time
	nextConflict time.Time
}

// poll is a getUpdates that waits for updates.
type poll struct {
	offset int64
	limit  int
	answer chan polled // holds one
}

// polled is what ends a poll.
type polled struct {
	answer answer
	after  time.Duration // held back
}

func newUpdates(first int64) updates { return updates{next: first, lastOffset: -1} }

// push puts an update into the queue unless the bot does not want its kind; it
// returns its number, or 0. The lock is held.
func (s *Server) push(kind string, payload any, lane int64, expires time.Time) int64 {
	if !s.updates.wants(kind) {
		return 0
	}
	var b bytes.Buffer
	b.WriteString(`"` + kind + `":`)
	b.Write(encode(payload))
	return s.enqueue(b.Bytes(), lane, expires)
}

// enqueue queues an update whose object is given without its number.
func (s *Server) enqueue(fields []byte, lane int64, expires time.Time) int64 {
	q := &s.updates
	id := q.next
	q.next++
	body := strconv.AppendInt([]byte(`{"update_id":`), id, 10)
	if len(fields) > 0 {
		body = append(append(body, ','), fields...)
	}
	q.pending = append(q.pending, &update{id: id, body: append(body, '}'), lane: lane, expires: expires})
	s.records.counts.Updates++
	if q.poll != nil {
		s.wake(q.poll, false)
	}
	s.dispatch()
	s.changed()
	return id
}

func (q *updates) wants(kind string) bool {
	if q.allowed != nil {
		return q.allowed[kind]
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// allow keeps allowed_updates as the real server does: without the argument,
// or with one that is no array of strings, the last setting stays; an array
// without a known kind is the default.
func (q *updates) allow(value string) {
	var names []string
	if value == "" || json.Unmarshal([]byte(value), &names) != nil {
		return
	}
	q.allowed, q.names = nil, nil
	for _, name := range names {
		if slices.Contains(updateKinds[:], name) {
			if q.allowed == nil {
				q.allowed = map[string]bool{}
			}
			q.allowed[name] = true
			q.names = append(q.names, name)
		}
	}
}

var updateKinds = [...]string{
	"message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
	"callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member", "chat_member",
	"chat_join_request", "chat_boost", "removed_chat_boost", "message_reaction", "message_reaction_count",
	"business_connection", "business_message", "edited_business_message", "deleted_business_messages",
	"purchased_paid_media",
}

// poll carries out getUpdates.
func (s *Server) poll(ctx context.Context, req request) (answer, Injection) {
	s.mu.Lock()
	fault := s.faults.next("getUpdates", 0)
	c := &call{request: req, s: s, name: "getUpdates", now: s.opts.Now()}
	if fault.Fault != "" {
		s.records.counts.Faults[fault.Fault]++
		s.changed()
	}
	if fault.Fault == HungPoll {
		s.mu.Unlock()
		waitFor(ctx, s.base, fault.Delay)
		return answer{}, Injection{Fault: CutBefore}
	}
	if a, met := c.meetPoll(fault); met {
		s.mu.Unlock()
		return a, fault
	}
	got, waiting, timeout := c.startPoll()
	s.mu.Unlock()
	if waiting != nil {
		got = s.await(ctx, waiting, timeout)
	}
	waitFor(ctx, s.base, got.after)
	return got.answer, fault
}

func (c *call) meetPoll(fault Injection) (answer, bool) {
	switch fault.Fault {
	case TooManyRequests:
		return refused(tooMany(fault.RetryAfter)), true
	case InternalError:
		return errorPage(http.StatusInternalServerError), true
	case BadGateway:
		return errorPage(http.StatusBadGateway), true
	case Forbidden:
		return refused(forbidden("bot was blocked by the user")), true
	case CutBefore:
		return answer{}, true
	}
	return answer{}, false
}

// startPoll answers at once, or gives the poll that waits. As in the real
// server a poll that comes back at once with the same offset is slowed down,
// and gets one update only.
func (c *call) startPoll() (polled, *poll, time.Duration) {
	s, q := c.s, &c.s.updates
	c.checkParams(s.methods["getupdates"])
	if s.webhook.url != "" {
		err := conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		return c.conflicted(err), nil, 0
	}
	offset, limit := c.number("offset"), c.bounded("limit", maxPage, 1, maxPage)
	timeout := c.bounded("timeout", 0, 0, maxPoll)
	q.allow(c.args["allowed_updates"])
	if offset == q.lastOffset {
		since := c.now.Sub(q.lastStart)
		if since < 3*time.Second {
			timeout = max(timeout, 3)
		}
		if since < time.Second/2 {
			limit = 1
		}
	}
	q.lastOffset, q.lastStart = offset, c.now
	s.records.counts.Methods["getUpdates"]++
	page := s.page(offset, int(limit))
	s.changed()
	if len(page) > 0 || timeout == 0 {
		return polled{answer: pageAnswer(page)}, nil, 0
	}
	if q.poll != nil {
		q.poll.answer <- c.conflicted(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
	}
	q.poll = &poll{offset: offset, limit: int(limit), answer: make(chan polled, 1)}
	return polled{}, q.poll, time.Duration(timeout) * time.Second
}

// conflicted is a 409; a second one within the pause is held back for it.
func (c *call) conflicted(err *apiError) polled {
	q, pause := &c.s.updates, c.s.opts.ConflictPause
	c.s.records.counts.Refused[err.description]++
	got := polled{answer: refused(err)}
	if c.now.Before(q.nextConflict) {
		got.after = pause
	} else {
		q.nextConflict = c.now.Add(pause)
	}
	return got
}

// await waits until a poll is ended, its time is up, or its client is gone.
func (s *Server) await(ctx context.Context, p *poll, timeout time.Duration) polled {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case got := <-p.answer:
		return got
	case <-timer.C:
	case <-ctx.Done():
	case <-s.base.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates.poll == p {
		s.wake(p, true)
	}
	return <-p.answer
}

// wake ends a poll with what there is for it; when there is nothing, only if
// it is forced.
func (s *Server) wake(p *poll, force bool) {
	page := s.page(p.offset, p.limit)
	if len(page) > 0 || force {
		s.updates.poll = nil
		p.answer <- polled{answer: pageAnswer(page)}
	}
}

// page confirms the updates before an offset and gives those from it on.
func (s *Server) page(offset int64, limit int) []*update {
	q := &s.updates
	s.expire()
	if offset < 0 {
		s.confirm(max(0, len(q.pending)+int(offset)))
	}
	if offset > q.next+futureOffset {
		offset = 0
	}
	if offset > 0 {
		n, _ := slices.BinarySearchFunc(q.pending, offset, func(u *update, id int64) int { return cmp.Compare(u.id, id) })
		s.confirm(n)
	}
	return q.pending[:min(limit, len(q.pending))]
}

// confirm forgets the first n updates.
func (s *Server) confirm(n int) {
	clear(s.updates.pending[:n])
	s.updates.pending = s.updates.pending[n:]
	s.records.counts.Confirmed += n
}

// expire drops presses that nobody came for in time.
func (s *Server) expire() {
	now := s.opts.Now()
	s.updates.pending = slices.DeleteFunc(s.updates.pending, func(u *update) bool {
		return !u.expires.IsZero() && u.expires.Before(now)
	})
}

func pageAnswer(page []*update) answer {
	var b bytes.Buffer
	b.WriteString(`{"ok":true,"result":[`)
	for i, u := range page {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(u.body)
	}
	b.WriteString(`]}`)
	return answer{status: http.StatusOK, body: b.Bytes()}
}

// Pending is the number of updates that the bot has not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.updates.pending)
}

// Raw queues an update as it is: a JSON object without update_id, which is
// added. It returns the update's number. What is in it need not make sense,
// and is sent whatever allowed_updates says.
func (s *Server) Raw(object string) (int64, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(object)); err != nil {
		return 0, err
	}
	b := compact.Bytes()
	if b[0] != '{' {
		return 0, errors.New("an update is a JSON object")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.enqueue(b[1:len(b)-1], 0, time.Time{}), nil
}

// waitFor waits, at most until one of two contexts ends.
func waitFor(ctx, other context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-other.Done():
	}
}
