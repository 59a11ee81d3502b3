package bundle

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Shelf keeps the published bundles; at most one of them is live. It is safe
// for concurrent use, by any number of processes.
type Shelf interface {
	// Publish keeps a bundle and makes it live in one step: it is live whole
	// or not at all. after is the serial number of the publication that it was
	// compared with, 0 for none: [ErrOvertaken] is returned when another one is
	// live by now, and nothing has changed. Publications beyond [Keep] are
	// forgotten, and bundles that none of the kept ones has.
	//
	// After any other error it is not known whether it succeeded; it may be
	// repeated: the same bundle, note and serial, while that publication is
	// kept, change nothing and give it again.
	Publish(ctx context.Context, b Bundle, note Note, after int64) (Publication, error)
	// Live gives what is live; ok is false while nothing was published.
	Live(ctx context.Context) (live Publication, ok bool, err error)
	// Fetch gives a kept bundle by its name, or [ErrUnknown].
	Fetch(ctx context.Context, name string) (Bundle, error)
	// List gives the publications that are kept, the latest first.
	List(ctx context.Context) ([]Publication, error)
}

// Keep is how many publications a [Shelf] keeps, the live one included.
const Keep = 10

// The errors of a [Shelf].
var (
	ErrOvertaken = errors.New("something else was published meanwhile: compare with it and publish again")
	ErrUnknown   = errors.New("no such bundle is kept")
)

// Note says how a bundle came to be published.
type Note struct {
	By  string    `json:"by"` // who: a login name or a numeric id
	At  time.Time `json:"at"`
	Why string    `json:"why,omitempty"`
	// Accepted are the losses that the gate named and that were accepted.
	Accepted []string `json:"accepted,omitempty"`
	// Rollback is set when an earlier bundle was made live again.
	Rollback bool `json:"rollback,omitempty"`
}

// Publication is one time that a bundle was made live.
type Publication struct {
	Serial int64  `json:"serial"` // grows by one with every publication, from 1
	Name   string `json:"name"`   // of the bundle
	Size   int    `json:"size"`   // bytes of the bundle
	Note
}

// NewPublication is what publishing a bundle after another publication makes.
func NewPublication(b Bundle, note Note, after int64) Publication {
	return Publication{Serial: after + 1, Name: b.Name, Size: len(b.Data), Note: note}
}

// Same reports whether two publications are one, said twice.
func (p Publication) Same(q Publication) bool {
	return p.Serial == q.Serial && p.Name == q.Name && p.By == q.By && p.At.Equal(q.At) && p.Why == q.Why &&
		slices.Equal(p.Accepted, q.Accepted) && p.Rollback == q.Rollback
}
