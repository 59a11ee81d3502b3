package botapitest

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// Server is a running imitation of the Bot API for one bot.
type Server struct {
	URL   string // http://127.0.0.1:port, without a slash at the end
	Token string

	opts    Options
	methods map[string]method
	http    *http.Server
	base    context.Context // ends when the server is closed
	cancel  context.CancelFunc
	work    sync.WaitGroup // handlers and deliveries

	mu      sync.Mutex // guards all below
	cond    *sync.Cond // told of every change
	changes uint64
	closed  bool

	world
	updates updates
	webhook webhook
	faults  faults
	flood   flood
	records records
	profile profile
}

// New starts a server. It panics when the address cannot be listened on, as
// [net/http/httptest.NewServer] does.
func New(options Options) *Server {
	options = options.withDefaults()
	s := &Server{Token: options.Token, opts: options, methods: methods()}
	s.cond = sync.NewCond(&s.mu)
	s.world = newWorld(options.Token)
	s.updates = newUpdates(options.FirstUpdate)
	s.webhook = newWebhook()
	s.faults = newFaults(options.Seed, options.Faults)
	s.records = newRecords(options.KeepCalls)
	s.profile = newProfile()
	s.base, s.cancel = context.WithCancel(context.Background())
	listener, err := net.Listen("tcp", options.Address)
	if err != nil {
		panic(fmt.Sprintf("botapitest: %v", err))
	}
	s.URL = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = s.http.Serve(listener) }()
	return s
}

// Close cuts all connections and waits until nothing of the server runs. It
// may be called more than once.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	_ = s.http.Close()
	s.work.Wait()
	s.webhook.idle()
}

// begin says that a piece of work starts, unless the server is closed.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

// changed tells those who wait that something happened. The lock is held.
func (s *Server) changed() {
	s.changes++
	s.cond.Broadcast()
}

// WaitFor waits until done returns true. It asks at first and after every
// change, without the lock, so done may call any method. The error is that of
// the context.
func (s *Server) WaitFor(ctx context.Context, done func() bool) error {
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.cond.Broadcast()
	})
	defer stop()
	for {
		s.mu.Lock()
		seen := s.changes
		s.mu.Unlock()
		if done() {
			return nil
		}
		s.mu.Lock()
		for s.changes == seen && ctx.Err() == nil {
			s.cond.Wait()
		}
		s.mu.Unlock()
		if ctx.Err() != nil {
			return fmt.Errorf("waiting for the bot: %w", context.Cause(ctx))
		}
	}
}

// WaitForMessage waits until a message of the bot that matches is on the
// screen of a chat, and returns the newest one.
func (s *Server) WaitForMessage(ctx context.Context, chat int64, matches func(Message) bool) (Message, error) {
	var found Message
	err := s.WaitFor(ctx, func() bool {
		messages := s.Messages(chat)
		for i := len(messages) - 1; i >= 0; i-- {
			if messages[i].Bot && matches(messages[i]) {
				found = messages[i]
				return true
			}
		}
		return false
	})
	return found, err
}
