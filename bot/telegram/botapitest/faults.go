package botapitest

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Fault is something that goes wrong between the bot and Telegram.
type Fault string

// The faults.
const (
	// TooManyRequests answers 429; the chat stays closed for RetryAfter.
	TooManyRequests Fault = "429"
	// InternalError answers 500 with a page of HTML.
	InternalError Fault = "500"
	// BadGateway answers 502 with a page of HTML.
	BadGateway Fault = "502"
	// Forbidden answers 403: blocked in a private chat, kicked in a group.
	Forbidden Fault = "403"
	// CutBefore cuts the connection; the call is not carried out.
	CutBefore Fault = "cut before"
	// AnswerLost carries the call out and cuts the connection.
	AnswerLost Fault = "answer lost"
	// HalfBody carries the call out and cuts the connection in the middle of
	// the answer.
	HalfBody Fault = "half body"
	// SlowAnswer carries the call out and answers after Delay.
	SlowAnswer Fault = "slow answer"
	// HungPoll leaves getUpdates without an answer for Delay, then cuts it.
	HungPoll Fault = "hung poll"
)

// Injection says when a fault is made.
type Injection struct {
	Fault Fault
	// Method and Chat narrow it down. Without a method it is any call but
	// getUpdates, which must be named; [HungPoll] is always of getUpdates.
	Method string
	Chat   int64
	// Times is how often it is made at most; 0 has no end.
	Times int
	// Probability is in (0, 1]; 0 is certain.
	Probability float64
	// RetryAfter is in seconds, 1 when 0, of [TooManyRequests].
	RetryAfter int
	// Delay is 2 s when 0, of [SlowAnswer] and [HungPoll].
	Delay time.Duration
}

// faults decides which call meets which fault. The polls have dice of their
// own, as their number depends on time.
type faults struct {
	plan        []Injection
	calls, poll *rand.Rand
}

func newFaults(seed uint64, plan []Injection) faults {
	f := faults{calls: rand.New(rand.NewPCG(seed, 1)), poll: rand.New(rand.NewPCG(seed, 2))}
	for _, i := range plan {
		f.plan = append(f.plan, i.withDefaults())
	}
	return f
}

func (i Injection) withDefaults() Injection {
	if i.Fault == HungPoll {
		i.Method = "getUpdates"
	}
	if i.RetryAfter == 0 {
		i.RetryAfter = 1
	}
	if i.Delay == 0 {
		i.Delay = 2 * time.Second
	}
	return i
}

// Inject makes faults from now on, besides those of before. Certain ones come
// before those with a probability.
func (s *Server) Inject(injections ...Injection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range injections {
		s.faults.plan = append(s.faults.plan, i.withDefaults())
	}
}

// ClearFaults makes no faults any more.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.plan = nil
}

// next gives the fault of a call, or a zero one. It draws once for every call,
// whatever is planned, so that the plan does not move the dice.
func (f *faults) next(method string, chat int64) Injection {
	dice := f.calls
	if method == "getUpdates" {
		dice = f.poll
	}
	drawn, from := dice.Float64(), 0.0
	at := slices.IndexFunc(f.plan, func(i Injection) bool { return i.Probability == 0 && i.matches(method, chat) })
	if at < 0 {
		at = slices.IndexFunc(f.plan, func(i Injection) bool {
			if i.Probability == 0 || !i.matches(method, chat) {
				return false
			}
			from += i.Probability
			return drawn < from
		})
	}
	if at < 0 {
		return Injection{}
	}
	found := f.plan[at]
	if found.Times == 1 {
		f.plan = slices.Delete(slices.Clone(f.plan), at, at+1)
	} else if found.Times > 1 {
		f.plan[at].Times--
	}
	return found
}

func (i Injection) matches(method string, chat int64) bool {
	if i.Chat != 0 && i.Chat != chat {
		return false
	}
	if i.Method == "" {
		return method != "getUpdates"
	}
	return i.Method == method
}
