package handoff

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// horizon is how far ahead and back hours are counted.
const horizon = 400 // days

// Hours says when the team works. The zero value is always. It is safe for
// concurrent use while nobody changes it.
type Hours struct {
	// Zone is where the clock on the wall hangs; nil is UTC.
	Zone *time.Location
	// Week holds the times of each weekday, by [time.Weekday]. A week without
	// any is a week of whole days.
	Week [7][]Span
	// Days holds the times of single days, by date as in 2026-10-01, instead
	// of those of their weekday: none on a holiday, some on a weekend that is
	// worked.
	Days map[string][]Span
}

// Span is a time of day, from its beginning to before its end, by the clock on
// the wall. What goes on after midnight is two spans.
type Span struct {
	From time.Duration // since midnight
	To   time.Duration // at most 24 hours
}

// wholeDay is a day without closing time.
var wholeDay = []Span{{0, 24 * time.Hour}}

// Validate says what is wrong with the hours.
func (h Hours) Validate() error {
	var errs []error
	check := func(day string, spans []Span) {
		last := time.Duration(0)
		for _, s := range spans {
			if s.From < last || s.To <= s.From || s.To > 24*time.Hour {
				errs = append(errs, fmt.Errorf("%s: %v to %v: spans are in order, do not overlap and end by 24h", day, s.From, s.To))
			}
			last = s.To
		}
	}
	for day, spans := range h.Week {
		check(time.Weekday(day).String(), spans)
	}
	for date, spans := range h.Days {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			errs = append(errs, fmt.Errorf("%q is no date such as 2026-10-01", date))
		}
		check(date, spans)
	}
	return errors.Join(errs...)
}

// Open reports whether the team works at a time.
func (h Hours) Open(at time.Time) bool {
	open := false
	h.each(at, func(from, to time.Time) bool {
		open = !at.Before(from) && at.Before(to)
		return false
	})
	return open
}

// Next gives the first time from at on at which the team works; false when
// there is none within the horizon of 400 days.
func (h Hours) Next(at time.Time) (time.Time, bool) {
	next, ok := at, false
	h.each(at, func(from, _ time.Time) bool {
		if from.After(at) {
			next = from
		}
		ok = true
		return false
	})
	return next, ok
}

// Add gives the time at which the team will have worked for d since at; at
// itself for a d that is not positive. It is false when that lies beyond the
// horizon of 400 days.
func (h Hours) Add(at time.Time, d time.Duration) (time.Time, bool) {
	if d <= 0 {
		return at, true
	}
	end, ok := at, false
	h.each(at, func(from, to time.Time) bool {
		if from.Before(at) {
			from = at
		}
		if have := to.Sub(from); have < d {
			d -= have
			return true
		}
		end, ok = from.Add(d), true
		return false
	})
	return end, ok
}

// Between gives how long the team works between two times; 0 when b is not
// after a. No more than the horizon of 400 days after a is counted.
func (h Hours) Between(a, b time.Time) time.Duration {
	var sum time.Duration
	if !a.Before(b) {
		return 0
	}
	h.each(a, func(from, to time.Time) bool {
		if from.Before(a) {
			from = a
		}
		if to.After(b) {
			to = b
		}
		if !from.Before(to) {
			return false
		}
		sum += to.Sub(from)
		return true
	})
	return sum
}

// each calls f with every time of work that ends after at, in order, until f
// says no or the horizon is reached.
func (h Hours) each(at time.Time, f func(from, to time.Time) bool) {
	zone := h.zone()
	y, m, d := at.In(zone).Date()
	clock := func(day int, since time.Duration) time.Time {
		return time.Date(y, m, d+day, 0, 0, int(since/time.Second), 0, zone)
	}
	for day := range horizon {
		date := time.Date(y, m, d+day, 0, 0, 0, 0, time.UTC) // only for its name
		for _, s := range h.spans(date) {
			from, to := clock(day, s.From), clock(day, s.To)
			// A span can be empty where the clock on the wall is put forward.
			if to.After(at) && from.Before(to) && !f(from, to) {
				return
			}
		}
	}
}

func (h Hours) spans(date time.Time) []Span {
	if len(h.Days) > 0 {
		if spans, ok := h.Days[date.Format(time.DateOnly)]; ok {
			return spans
		}
	}
	if h.wholeWeek() {
		return wholeDay
	}
	return h.Week[date.Weekday()]
}

// wholeWeek reports a week without closing times.
func (h Hours) wholeWeek() bool {
	return !slices.ContainsFunc(h.Week[:], func(s []Span) bool { return len(s) > 0 })
}

func (h Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}
