package telegram

import (
	"maps"
	"sync"
)

// Team is the groups of the support team; all other groups are strangers'. It
// is safe for concurrent use.
//
// A group that becomes a supergroup gets a new id. Only the process that is told
// so knows it: [Team.Moves] is to be kept, and given to the others by
// [Team.Move], or they leave the group as a stranger's.
type Team struct {
	mu     sync.RWMutex
	groups map[int64]bool
	moves  map[int64]int64
}

// NewTeam gives the team with these groups.
func NewTeam(groups ...int64) *Team {
	t := &Team{groups: map[int64]bool{}, moves: map[int64]int64{}}
	for _, g := range groups {
		t.groups[g] = true
	}
	return t
}

// Has reports whether a group is the team's.
func (t *Team) Has(group int64) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.groups[group]
}

// Move says that a group has another id now; the old one stays known. It
// reports whether the group is the team's and that is news.
func (t *Team) Move(from, to int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	news := t.groups[from] && !t.groups[to]
	if news {
		t.groups[to] = true
		t.moves[from] = to
	}
	return news
}

// Moves gives the groups that have another id now, by their old one.
func (t *Team) Moves() map[int64]int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return maps.Clone(t.moves)
}
