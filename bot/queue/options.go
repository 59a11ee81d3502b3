package queue

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"
)

// Mode says how Redis is run.
type Mode string

// The modes.
const (
	Single   Mode = "single"
	Sentinel Mode = "sentinel"
	Cluster  Mode = "cluster"
)

// Server says where Redis is and how to reach it.
type Server struct {
	Mode Mode
	// Addresses are host:port: of the one server, of the sentinels, or of some
	// nodes of the cluster.
	Addresses []string
	// Master is the name that the sentinels know the master by.
	Master string
	// Username and Password are of Redis, not of the sentinels.
	Username, Password string
	// DB must be 0 for a cluster.
	DB int
	// TLS is nil for plain TCP.
	TLS *tls.Config
	// Wait is how many replicas must have an update or a commit before it
	// counts as stored; 0 does not wait. When fewer have it in time the answer
	// is [ErrNotReplicated], though the master has it: it is safe to repeat.
	Wait int
	// dial connects, in tests without a network; nil is TCP.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Budget is how many events of one user are taken in a window of time. One
// more becomes a [conversation.EventSlow]; the others are dropped until the
// window is over. No events means no budget.
type Budget struct {
	Events int
	Window time.Duration
}

// Options are what a queue is made of. The zero value of a field is its
// default, but Server must be given.
type Options struct {
	Server Server
	// Prefix begins every key; two bots on one Redis need two. Default "tm".
	Prefix string
	// Expiry is how long a chat's record is kept after its last commit.
	// Default 180 days.
	Expiry time.Duration
	// CaseLife is how long a case is kept after its last change. Default 400
	// days.
	CaseLife time.Duration
	// Budget limits each merchant; the team is not limited.
	Budget Budget
	// Log hears of leases and of Redis's troubles. The first queue of a process
	// gives the log of the Redis client, which is one for the process.
	// Default none.
	Log *slog.Logger
}

func (o *Options) complete() error {
	if o.Prefix == "" {
		o.Prefix = "tm"
	}
	if o.Expiry == 0 {
		o.Expiry = 180 * 24 * time.Hour
	}
	if o.CaseLife == 0 {
		o.CaseLife = 400 * 24 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Budget.Events < 0 || (o.Budget.Events > 0 && o.Budget.Window < time.Millisecond) {
		return fmt.Errorf("a budget of %d events in %s cannot be kept", o.Budget.Events, o.Budget.Window)
	}
	return o.Server.check()
}

func (s Server) check() error {
	if len(s.Addresses) == 0 {
		return errors.New("no address of Redis is given")
	}
	if s.Wait < 0 {
		return fmt.Errorf("cannot wait for %d replicas", s.Wait)
	}
	switch s.Mode {
	case Single:
		if len(s.Addresses) > 1 {
			return fmt.Errorf("mode single has one address, not %d", len(s.Addresses))
		}
	case Sentinel:
		if s.Master == "" {
			return errors.New("mode sentinel needs the name of the master")
		}
	case Cluster:
		if s.DB != 0 {
			return fmt.Errorf("a cluster has database 0 only, not %d", s.DB)
		}
	default:
		return fmt.Errorf("mode %q is not single, sentinel or cluster", s.Mode)
	}
	return nil
}
