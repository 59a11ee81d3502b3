// Package redistest runs real Redis servers for tests: alone, with Sentinel and
// as a Cluster, to be killed, frozen and restarted.
//
// Each server is a process of its own on a free port of the loopback, with its
// data in a folder of the test. It writes its append-only file before it
// answers. The processes end with the test, or with the test's process.
package redistest

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// startTime is how long a server may take to answer, on a busy machine.
const startTime = 20 * time.Second

// Server is a Redis server.
type Server struct {
	t      testing.TB
	port   int
	dir    string
	args   []string
	cmd    *exec.Cmd
	client *redis.Client
	secret string
}

// Start starts a server, with more options if need be, as on its command line:
// "--maxmemory", "100mb". A test fails where no Redis is installed.
func Start(t testing.TB, options ...string) *Server {
	t.Helper()
	dir := t.TempDir()
	args := append([]string{
		"--bind", "127.0.0.1", "--dir", dir, "--save", "",
		"--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction",
		"--repl-diskless-sync-delay", "0", // a replica is ready at once
	}, options...)
	return start(t, dir, args)
}

func start(t testing.TB, dir string, args []string) *Server {
	t.Helper()
	s := &Server{t: t, port: freePort(t), dir: dir, args: args}
	for i, arg := range args {
		if arg == "--requirepass" {
			s.secret = args[i+1]
		}
	}
	// A frozen server must be noticed as late as the test wants.
	s.client = redis.NewClient(&redis.Options{
		Addr: s.Addr(), Password: s.secret, Protocol: 2, MaxRetries: -1, DialerRetries: 1,
		DisableIdentity: true, ContextTimeoutEnabled: true,
	})
	t.Cleanup(func() {
		_ = s.client.Close()
		s.Kill()
	})
	s.Restart()
	return s
}

// Addr is host:port of the server.
func (s *Server) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// Dir is the folder that the server keeps its data in.
func (s *Server) Dir() string { return s.dir }

// Client gives a plain client of the server.
func (s *Server) Client() *redis.Client { return s.client }

// Do runs a command and gives its reply; the test fails if it fails.
func (s *Server) Do(args ...any) any {
	s.t.Helper()
	reply, err := s.client.Do(context.Background(), args...).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		s.t.Fatalf("%v on %s: %v", args, s.Addr(), err)
	}
	return reply
}

// Kill kills the server as a crash does, with SIGKILL.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait() // it says that the process was killed
	s.cmd = nil
}

// Freeze stops the server as a stalled machine does: it keeps its connections
// and answers nothing.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatalf("signal %s to the server on %s: %v", signal, s.Addr(), err)
	}
}

// Restart starts a server that was killed, with its port and its data, and
// waits until it answers.
func (s *Server) Restart() {
	s.t.Helper()
	s.launch()
	s.awaitReady()
}

func (s *Server) launch() {
	s.t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		s.t.Fatal("redis-server is not installed, and these tests need the real one: " +
			"apt-get install redis-server, or brew install redis")
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = log.Close() }() // the process has its own
	s.cmd = exec.Command(binary, append(s.args, "--port", strconv.Itoa(s.port))...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	dieWithParent(s.cmd)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("starting redis-server: %v", err)
	}
}

func (s *Server) awaitReady() {
	s.t.Helper()
	Eventually(s.t, startTime, func() bool {
		return s.listens() && s.client.Ping(context.Background()).Err() == nil
	}, func() string {
		log, _ := os.ReadFile(filepath.Join(s.dir, "server.log"))
		return "the server on " + s.Addr() + " does not answer:\n" + string(log)
	})
}

// listens spares the log the client's complaints about a server that starts.
func (s *Server) listens() bool {
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// Info gives a field of INFO, or "" when the server does not answer.
func (s *Server) Info(field string) string {
	info, err := s.client.Info(context.Background()).Result()
	if err != nil {
		return ""
	}
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && name == field {
			return value
		}
	}
	return ""
}

// Eventually waits until a condition holds. When it does not in time the test
// fails with what explain says.
func Eventually(t testing.TB, within time.Duration, holds func() bool, explain func() string) {
	t.Helper()
	deadline := time.Now().Add(within)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, explain())
		}
		<-tick.C
	}
}

// freePort gives a port that was free a moment ago. A node of a cluster listens
// on the port 10,000 above it too.
func freePort(t testing.TB) int {
	t.Helper()
	for {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatalf("looking for a free port: %v", err)
		}
		port := listener.Addr().(*net.TCPAddr).Port
		_ = listener.Close()
		if bus, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port+busOffset))); err == nil {
			_ = bus.Close()
			return port
		}
	}
}
