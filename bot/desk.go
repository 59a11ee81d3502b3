package bot

import (
	"context"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// Desk is the support team, as the work on a chat needs it. Its fields are set
// before its first use and not changed.
type Desk struct {
	Rules handoff.Rules
	// Groups are the groups of the desks, by the desk's id. A desk without one
	// is that of the first of the rules.
	Groups map[string]int64
	// Role says what somebody may do, by the numeric user id; being in the
	// group alone gives nothing but a look.
	Role func(user int64) handoff.Role
	// Cases gives numbers and finds cases.
	Cases Cases
}

// Cases looks after all cases together. It is safe for concurrent use.
type Cases interface {
	// Number gives a number that no other case has had, from 1001. Numbers may
	// be left out.
	Number(ctx context.Context) (int64, error)
	// Open gives the cases that are with the team now, oldest first.
	Open(ctx context.Context) ([]CaseFile, error)
}

// Directory knows which merchant's case a place in the team's groups is about.
// It is safe for concurrent use. What it was told is kept for a year at least.
type Directory interface {
	// Note says that messages and, unless it is 0, a topic of a group are about
	// the case of a chat. Saying it again changes nothing.
	Note(ctx context.Context, group int64, messages []int64, thread, chat int64) error
	// Find gives the chat for the first of the messages that is known, else for
	// the topic; 0 is nobody's.
	Find(ctx context.Context, group int64, messages []int64, thread int64) (chat int64, err error)
}
