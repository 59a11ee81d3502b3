package bot

import (
	"cmp"
	"context"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
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

// group gives the group of a desk; 0 is none.
func (d *Desk) group(desk string) int64 {
	if g := d.Groups[desk]; g != 0 {
		return g
	}
	if len(d.Rules.Desks) > 0 {
		return d.Groups[d.Rules.Desks[0].ID]
	}
	return 0
}

// reader gives how a desk reads.
func (d *Desk) reader(desk string) handoff.Reader {
	for _, k := range d.Rules.Desks {
		if k.ID == desk {
			return k.Reader
		}
	}
	return handoff.Reader{}
}

// at gives how the desk of a group reads.
func (d *Desk) at(group int64) handoff.Reader {
	for _, k := range d.Rules.Desks {
		if d.group(k.ID) == group {
			return k.Reader
		}
	}
	return handoff.Reader{}
}

// say gives a fixed text for a reader.
func (d *Desk) say(to handoff.Reader, key conversation.Phrase) string {
	lang := cmp.Or(to.Lang, knowledge.Chinese)
	text := d.Rules.Phrases.Say(lang, key, nil)
	if to.Traditional && lang == knowledge.Chinese {
		return hanzi.ToTraditional(text)
	}
	return text
}

// role gives what somebody may do.
func (d *Desk) role(user int64) handoff.Role {
	if d.Role == nil || user == 0 {
		return handoff.Viewer
	}
	return d.Role(user)
}

// Cases looks after all cases together. It is safe for concurrent use.
type Cases interface {
	// Number gives a number that no other case has had, from 1001. Numbers may
	// be left out.
	Number(ctx context.Context) (int64, error)
	// Waiting counts the cases that wait for somebody to own them, as
	// [handoff.State.Waits] has it. It reads none of them.
	Waiting(ctx context.Context) (int, error)
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
