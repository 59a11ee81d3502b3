package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// Cases is where cases are kept, as the team's page reads them. It is safe for
// concurrent use, and what it gives is not changed.
type Cases interface {
	// Open gives the cases that are with the team now, with their tickets.
	Open(ctx context.Context) ([]bot.CaseFile, error)
	// Case gives a case by its number; ok is false when there is none.
	Case(ctx context.Context, number string) (file bot.CaseFile, ok bool, err error)
	// List gives at most some cases, the newest opened first, with their
	// tickets where they were handed over, and where the list goes on: to be
	// given as after for the next ones, "" at its end. It begins with "".
	List(ctx context.Context, after string, most int) (files []bot.CaseFile, next string, err error)
}

// TeamOptions say what the support team's page works with.
type TeamOptions struct {
	Cases Cases
	// Figures are where the page of the figures has them from; nil is no such
	// page.
	Figures Figures
	Inbox   bot.Inbox
	Rules   handoff.Rules
	// Base gives the knowledge in use, for the names of problems.
	Base func() *knowledge.Base
	// Sessions know who is signed in, and Role what somebody may do.
	Sessions Sessions
	Role     func(user int64) Role
	// Secure is set where the page is reached by HTTPS: then the cookie is
	// sent no other way.
	Secure bool
	// Audit is told everything that is done. It must not block.
	Audit func(Entry)
	// Demo are the seats of a page where nobody signs in: the first is at
	// /team, the second at /team2. Without any, Sessions and Role are needed.
	Demo []Seat
	Log  *slog.Logger
}

// Seat is somebody whom the demo takes its visitors for.
type Seat struct {
	ID   int64
	Name knowledge.Text
	Role Role
}

// Team is the page of the support team: what is pressed and written there goes
// into the bot's inbox as [bot.FromTeam], and what the cases become by that is
// shown to everybody who looks. It changes no case itself, and is safe for
// concurrent use.
type Team struct {
	TeamOptions
	board   *board
	numbers numbering
	secret  string // of the demo's forms

	gathered *gatherer

	mu     sync.Mutex
	limits map[int64]*rate.Limiter // one a member
	drawn  map[drawnKey][]byte     // rows of the queue, of the board's version
	of     int64                   // that version
}

// NewTeam makes the team's page. [Team.Run] keeps it live.
func NewTeam(o TeamOptions) *Team {
	if o.Audit == nil {
		o.Audit = func(Entry) {}
	}
	return &Team{
		TeamOptions: o, board: newBoard(o.Cases, o.Log), secret: rand.Text(), gathered: newGatherer(),
		limits: map[int64]*rate.Limiter{}, drawn: map[drawnKey][]byte{},
	}
}

// Run looks at the cases for those who watch, until ctx ends.
func (t *Team) Run(ctx context.Context) error {
	t.board.run(ctx)
	return nil
}

// bases gives the addresses of the queue, with the seat of each; nil is the
// one for those who sign in.
func (t *Team) bases() map[string]*Seat {
	if len(t.Demo) == 0 {
		return map[string]*Seat{teamBase: nil}
	}
	out := map[string]*Seat{}
	for i := range t.Demo[:min(len(t.Demo), len(demoBases))] {
		out[demoBases[i]] = &t.Demo[i]
	}
	return out
}

// teamBase is the address of the queue.
const teamBase = "/team"

// demoBases are the addresses of the demo's seats.
var demoBases = [...]string{teamBase, "/team2"}

// other gives the address of the demo's other seat, or "".
func (t *Team) other(base string) string {
	for i := range t.Demo[:min(len(t.Demo), len(demoBases))] {
		if demoBases[i] != base {
			return demoBases[i]
		}
	}
	return ""
}

// allow reports whether a member is not too fast.
func (t *Team) allow(user int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.limits[user]
	if l == nil {
		l = rate.NewLimiter(teamPerSecond, teamBurst)
		t.limits[user] = l
	}
	return l.Allow()
}

// note tells the audit.
func (t *Team) note(s seat, act, number string, err error) {
	e := Entry{At: time.Now(), User: s.ID, Role: s.Role, Act: act, Case: number}
	if err != nil {
		e.Refused = refusalOf(err).text
	}
	t.Audit(e)
}
