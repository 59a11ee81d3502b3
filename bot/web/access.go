package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// Role is what somebody may do on the page. Who has which is decided outside,
// by numeric user id, and asked for with every request.
type Role string

// The roles.
const (
	RoleNone   Role = ""
	RoleAgent  Role = "agent"  // works on cases
	RoleEditor Role = "editor" // writes the knowledge, and looks on at cases
	RoleAdmin  Role = "admin"  // does both, and acts on the cases of others
	// RoleAgentEditor does both, and is no admin.
	RoleAgentEditor Role = "agent_editor"
)

// works reports whether the role may act on cases.
func (r Role) works() bool { return r == RoleAgent || r == RoleAgentEditor || r == RoleAdmin }

// Desk gives the role as the hand-off knows it.
func (r Role) Desk() handoff.Role {
	switch r {
	case RoleAgent, RoleAgentEditor:
		return handoff.Agent
	case RoleAdmin:
		return handoff.Admin
	}
	return handoff.Viewer
}

// Member is somebody of the team.
type Member struct {
	ID   int64 // numeric user id
	Name string
}

// The lives of what lets somebody in.
const (
	TokenLife   = 10 * time.Minute
	SessionLife = 12 * time.Hour
)

// ErrNoSession is returned for a token or a cookie that lets nobody in: it was
// never given, was used, or is too old.
var ErrNoSession = errors.New("nobody is signed in")

// Sessions knows who is signed in. Tokens and cookies are secrets: it keeps
// only their hashes. It is safe for concurrent use.
type Sessions interface {
	// Issue gives a token for the link that is sent to somebody. It can be
	// redeemed once, within TokenLife.
	Issue(ctx context.Context, who Member) (token string, err error)
	// Redeem begins a session of SessionLife, or gives ErrNoSession.
	Redeem(ctx context.Context, token string) (cookie string, err error)
	// Session gives whose session it is, or ErrNoSession.
	Session(ctx context.Context, cookie string) (Member, error)
	// End ends a session; one that there is not is ended.
	End(ctx context.Context, cookie string) error
}

// Entry is something that was done on the page, or refused. It holds no words
// of people.
type Entry struct {
	At      time.Time
	User    int64 // 0 is nobody known
	Role    Role
	Act     string // such as "claim" or "sign_in"
	Case    string // "" is none
	Refused string // the key of the text that said why, or ""
}

// The acts of the audit that are no act on a case.
const (
	actSignIn  = "sign_in"
	actSignOut = "sign_out"
)

// sessionCookie holds the cookie of a session.
const sessionCookie = "tillmate_session"

// The refusals of the access.
var (
	errSignIn = &refusal{status: http.StatusUnauthorized, text: "problem_sign_in"}
	errLink   = &refusal{status: http.StatusForbidden, text: "problem_link"}
	errRole   = &refusal{status: http.StatusForbidden, text: "problem_role"}
	errToken  = &refusal{status: http.StatusForbidden, text: "problem_token"}
)

// seat is who looks at a page of the team, and from where.
type seat struct {
	Member
	Role Role
	Base string // the address of the queue
	CSRF string // stands in every form
	// Demo is set where nobody signs in; Other is the seat of the other
	// agent then.
	Demo  bool
	Other string
	// Figures is set where there is a page of figures; At is "figures" there,
	// else "".
	Figures bool
	At      string
}

// seatOf finds out who asks.
func (t *Team) seatOf(r *http.Request, base string, demo *Seat, lang knowledge.Lang) (seat, error) {
	if demo != nil {
		return seat{
			Member: Member{ID: demo.ID, Name: demo.Name.In(lang)}, Role: demo.Role, Base: base, Demo: true, Other: t.other(base),
			CSRF: csrf(t.secret, base),
		}, nil
	}
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return seat{}, errSignIn
	}
	who, err := t.Sessions.Session(r.Context(), c.Value)
	switch {
	case errors.Is(err, ErrNoSession):
		return seat{}, errSignIn
	case err != nil:
		return seat{}, unstored(err)
	}
	role := t.Role(who.ID)
	if role == RoleNone {
		return seat{}, errRole
	}
	return seat{Member: who, Role: role, Base: base, CSRF: csrf(c.Value, base)}, nil
}

// csrf gives the token of the forms of a session: who does not know the
// session's cookie cannot make it, and it does not give the cookie away.
func csrf(secret, base string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("form:" + base))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// own reports whether a form stood in a page of this seat.
func (s seat) own(r *http.Request) bool {
	return hmac.Equal([]byte(r.PostForm.Get("csrf")), []byte(s.CSRF))
}
