package botapitest

import (
	"hash/maphash"
	"maps"
	"slices"
	"time"
)

// maxRecords bounds each list that is kept besides the calls.
const maxRecords = 100000

// Call is one call of a method but getUpdates, carried out or refused.
type Call struct {
	At     time.Time
	Method string
	// Params are the arguments; what was no string is its JSON text.
	Params map[string]string
	Chat   int64
	// Messages are the numbers of the messages that came to be.
	Messages []int64
	// Code is the HTTP status it was to be answered with, 0 for a connection
	// that was cut before, and Error the description of a refusal.
	Code  int
	Error string
	Fault Fault // that it met, or ""
}

// CarriedOut reports whether the call had its effect, told or not.
func (c Call) CarriedOut() bool { return c.Code == 200 }

// Violation is a call that the real API takes and that is a mistake.
type Violation struct {
	At     time.Time
	Method string
	Chat   int64
	What   string
}

// Duplicate is a message of the bot that has text and keyboard of its message
// before in the same chat.
type Duplicate struct {
	Chat, First, Second int64
	Text                string
	// Acts is how often people wrote, edited or pressed there in between; 0
	// leaves hardly another reason than a call that was made twice.
	Acts int
}

// Counts are the numbers of what happened so far.
type Counts struct {
	Methods   map[string]int // carried out, with getUpdates
	Refused   map[string]int // by description
	Faults    map[Fault]int
	Penalties int // calls to a chat whose retry_after had not passed
	// Unread are calls carried out whose caller was gone when the answer was
	// ready; lost answers are among the faults.
	Unread int
	// Updates are those made, Confirmed those that the bot has confirmed, or
	// its webhook taken.
	Updates, Confirmed int
}

// records is what the server remembers of the calls.
type records struct {
	keep       int
	calls      []Call
	counts     Counts
	violations list[Violation]
	duplicates list[Duplicate]
	seed       maphash.Seed
}

// list is a list that stops growing.
type list[T any] struct{ all []T }

func (l *list[T]) add(v T) {
	if len(l.all) < maxRecords {
		l.all = append(l.all, v)
	}
}

// shown is the last message of the bot in a chat, to find duplicates.
type shown struct {
	id   int64
	hash uint64
	acts int
}

func newRecords(keep int) records {
	return records{
		keep: keep, seed: maphash.MakeSeed(),
		counts: Counts{Methods: map[string]int{}, Refused: map[string]int{}, Faults: map[Fault]int{}},
	}
}

// record notes how a call went.
func (c *call) record(code int, description string, fault Fault) {
	done := Call{
		At: c.now, Method: c.name, Params: c.args, Chat: c.number("chat_id"),
		Messages: c.sent, Code: code, Error: description, Fault: fault,
	}
	r := &c.s.records
	if fault != "" {
		r.counts.Faults[fault]++
	}
	if done.CarriedOut() {
		r.counts.Methods[c.name]++
	} else if description != "" {
		r.counts.Refused[description]++
	}
	r.calls = append(r.calls, done)
	if r.keep > 0 && len(r.calls) > 2*r.keep {
		r.calls = slices.Clone(r.calls[len(r.calls)-r.keep:])
	}
	if c.s.opts.Observe != nil {
		c.s.opts.Observe(done)
	}
}

// shows notes a message that the bot put on a screen.
func (r *records) shows(m *message) {
	var h maphash.Hash
	h.SetSeed(r.seed)
	for _, part := range []string{m.Kind, m.Text, m.File} {
		maphash.WriteComparable(&h, part)
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			maphash.WriteComparable(&h, b)
		}
	}
	last := &m.chat.lastShown
	now := shown{m.ID, h.Sum64(), m.chat.acts}
	if last.id != 0 && last.hash == now.hash {
		r.duplicates.add(Duplicate{
			Chat: m.Chat, First: last.id, Second: m.ID, Text: m.Text, Acts: now.acts - last.acts,
		})
	}
	*last = now
}

// Calls gives the calls that are kept, oldest first.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	if s.records.keep > 0 {
		from = max(0, len(s.records.calls)-s.records.keep)
	}
	return slices.Clone(s.records.calls[from:])
}

// CallsOf gives the kept calls of a method that were carried out.
func (s *Server) CallsOf(method string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return c.Method != method || !c.CarriedOut() })
}

// Counts gives the numbers so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.records.counts
	c.Methods, c.Refused, c.Faults = maps.Clone(c.Methods), maps.Clone(c.Refused), maps.Clone(c.Faults)
	return c
}

// Violations gives the first 100,000 of them.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records.violations.all)
}

// Duplicates gives the first 100,000 of them.
func (s *Server) Duplicates() []Duplicate {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records.duplicates.all)
}
