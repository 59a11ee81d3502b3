package botapitest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	maxSecret       = 256
	usualDeliveries = 40 // at the same time
	maxDeliveries   = 100
	longestBackOff  = 60 // webhook seconds
)

// webhook is where updates are delivered to, when the bot does not poll.
type webhook struct {
	url, secret string
	max         int
	nextSet     time.Time
	lastError   string
	lastErrorAt time.Time

	client *http.Client
	ctx    context.Context // of the deliveries; ends when another one is set
	stop   context.CancelFunc
	active int
	alarm  *time.Timer // for the next delivery that backs off
}

// delivery is how far an update is on its way to the webhook.
type delivery struct {
	onTheWay bool
	fails    int
	wake     time.Time // real
}

func newWebhook() webhook {
	return webhook{client: &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			MaxConnsPerHost: maxDeliveries, MaxIdleConnsPerHost: maxDeliveries,
		},
	}}
}

func (w *webhook) idle() { w.client.CloseIdleConnections() }

func (c *call) setWebhook() (any, *apiError) {
	w, target := &c.s.webhook, c.args["url"]
	if target != "" {
		if c.now.Before(w.nextSet) {
			return nil, tooMany(1)
		}
		w.nextSet = c.now.Add(time.Second)
	}
	limit := int(c.bounded("max_connections", usualDeliveries, 1, maxDeliveries))
	secret := c.args["secret_token"]
	if target == w.url && (target == "" || limit == w.max && secret == w.secret) && !c.flag("drop_pending_updates") {
		c.s.updates.allow(c.args["allowed_updates"])
		if target == "" {
			return described{true, "Webhook is already deleted"}, nil
		}
		return described{true, "Webhook is already set"}, nil
	}
	if err := checkWebhook(target, secret); err != nil {
		return nil, err
	}
	if p := c.s.updates.poll; target != "" && p != nil {
		c.s.updates.poll = nil
		p.answer <- c.conflicted(conflict("terminated by setWebhook request"))
	}
	c.s.updates.allow(c.args["allowed_updates"])
	return c.s.pointWebhook(target, secret, limit, c.flag("drop_pending_updates")), nil
}

func (c *call) deleteWebhook() (any, *apiError) {
	if c.s.webhook.url == "" && !c.flag("drop_pending_updates") {
		return described{true, "Webhook is already deleted"}, nil
	}
	return c.s.pointWebhook("", "", 0, c.flag("drop_pending_updates")), nil
}

// checkWebhook wants HTTPS, as the real server does, but lets tests use HTTP
// on this machine.
func checkWebhook(target, secret string) *apiError {
	if target == "" {
		return nil
	}
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return badRequest("invalid webhook URL specified")
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && (ip == nil || !ip.IsLoopback()) {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if len(secret) > maxSecret {
		return badRequest("secret token is too long")
	}
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if strings.Trim(secret, allowed) != "" {
		return badRequest("secret token contains unallowed characters")
	}
	return nil
}

// pointWebhook ends the deliveries to the webhook there was and begins those
// to another one, or none.
func (s *Server) pointWebhook(target, secret string, limit int, drop bool) described {
	w := &s.webhook
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
	if w.alarm != nil {
		w.alarm.Stop()
	}
	w.url, w.secret, w.max, w.active, w.lastError, w.lastErrorAt = target, secret, limit, 0, "", time.Time{}
	if drop {
		s.updates.pending = nil
	}
	for _, u := range s.updates.pending {
		u.delivery = delivery{}
	}
	if target == "" {
		return described{true, "Webhook was deleted"}
	}
	w.ctx, w.stop = context.WithCancel(s.base)
	s.dispatch()
	return described{true, "Webhook was set"}
}

func (c *call) getWebhookInfo() (any, *apiError) {
	var info struct {
		URL         string   `json:"url"`
		Certificate bool     `json:"has_custom_certificate"`
		Pending     int      `json:"pending_update_count"`
		ErrorDate   int64    `json:"last_error_date,omitempty"`
		Error       string   `json:"last_error_message,omitempty"`
		Connections int      `json:"max_connections,omitempty"`
		Address     string   `json:"ip_address,omitempty"`
		Allowed     []string `json:"allowed_updates,omitempty"`
	}
	w := &c.s.webhook
	info.URL, info.Pending, info.Connections = w.url, len(c.s.updates.pending), w.max
	info.Error, info.Allowed = w.lastError, c.s.updates.names
	if w.lastError != "" {
		info.ErrorDate = w.lastErrorAt.Unix()
	}
	if w.url != "" {
		info.Address = "127.0.0.1"
	}
	return info, nil
}

// dispatch sends off what can be delivered now: of every lane the oldest
// update, and at most max at a time. Like the real server it looks at the
// oldest 2·max updates only, so that a lane that fails can hold up the others.
// The lock is held.
func (s *Server) dispatch() {
	w := &s.webhook
	if w.url == "" || s.closed {
		return
	}
	s.expire()
	busy := map[int64]bool{}
	now, next := time.Now(), time.Time{}
	for _, u := range s.updates.pending[:min(2*w.max, len(s.updates.pending))] {
		switch {
		case u.lane != 0 && busy[u.lane] || u.onTheWay:
		case u.wake.After(now):
			if next.IsZero() || u.wake.Before(next) {
				next = u.wake
			}
		case w.active < w.max:
			w.active++
			u.onTheWay = true
			s.work.Add(1)
			go s.deliver(w.ctx, u, w.url, w.secret)
		}
		busy[u.lane] = true
	}
	if !next.IsZero() {
		s.setAlarm(time.Until(next))
	}
}

func (s *Server) setAlarm(d time.Duration) {
	w := &s.webhook
	if w.alarm != nil {
		w.alarm.Stop()
	}
	w.alarm = time.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.dispatch()
	})
}

// deliver posts one update and settles it.
func (s *Server) deliver(ctx context.Context, u *update, target, secret string) {
	defer s.work.Done()
	retryAfter, problem := s.post(ctx, u.body, target, secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return // another webhook is set by now
	}
	defer s.changed()
	s.webhook.active--
	u.onTheWay = false
	if problem == "" {
		s.delivered(u)
	} else {
		s.webhook.lastError, s.webhook.lastErrorAt = problem, s.opts.Now()
		u.backOff(retryAfter, s.opts.WebhookSecond)
	}
	s.dispatch()
}

// delivered takes an update out of the queue. It is one of the oldest, so
// those before it are moved.
func (s *Server) delivered(u *update) {
	pending := s.updates.pending
	for i, other := range pending {
		if other == u {
			copy(pending[1:i+1], pending[:i])
			s.confirm(1)
			return
		}
	}
}

// backOff puts the next try off: not at all after the first failure, then by
// 2, 4, 8 seconds and so on.
func (u *update) backOff(retryAfter int, second time.Duration) {
	wait := retryAfter
	if retryAfter == 0 && u.fails > 0 {
		wait = min(1<<min(u.fails, 10), longestBackOff)
	}
	u.fails++
	u.wake = time.Now().Add(time.Duration(wait) * second)
}

// post gives an update to the webhook. A problem has the words that
// getWebhookInfo shows.
func (s *Server) post(ctx context.Context, body []byte, target, secret string) (retryAfter int, problem string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := s.webhook.client.Do(req)
	if err != nil {
		return 0, "Webhook connection closed"
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return 0, "Webhook connection closed"
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		retryAfter, _ = strconv.Atoi(resp.Header.Get("Retry-After"))
		return retryAfter, "Wrong response from the webhook: " + resp.Status
	}
	if call := (struct{ Method string }{}); json.Unmarshal(answer, &call) == nil && call.Method != "" {
		s.noteReply(call.Method)
	}
	return 0, ""
}

// noteReply notes a call that came as the answer of the webhook: the real
// server would carry it out and never say how it went.
func (s *Server) noteReply(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records.violations.add(Violation{
		At: s.opts.Now(), Method: name, What: "a call as the answer of the webhook: it cannot be known how it went",
	})
}
