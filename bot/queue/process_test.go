package queue

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// ownerOf makes the test's binary an owner of the partitions of a Redis, until
// it is told to stop. It says what it takes; told to commit, it says for each
// partition what came of it. A stubborn one does so without looking whether it
// still owns the partition.
const (
	ownerOf  = "TILLMATE_TEST_OWNER_OF"
	stubborn = "TILLMATE_TEST_STUBBORN"
)

func TestMain(m *testing.M) {
	if addr := os.Getenv(ownerOf); addr != "" {
		runOwner(addr)
		return
	}
	if err := flag.Set("rapid.checks", "40"); err != nil { // the command line may ask for more
		panic(err)
	}
	os.Exit(m.Run())
}

func runOwner(addr string) {
	q, err := Dial(Options{Server: single(addr)})
	if err != nil {
		panic(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	commit := make(chan struct{})
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		close(commit)
	}()
	var mu sync.Mutex
	say := func(format string, values ...any) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintf(os.Stdout, format+"\n", values...)
	}
	_ = q.Own(ctx, func(ctx context.Context, p bot.Partition) error {
		say("own %d", p.Number())
		stop := ctx.Done()
		if os.Getenv(stubborn) != "" {
			stop = nil
		}
		select {
		case <-stop:
			return nil
		case <-commit:
		}
		owned := p.Owned()
		chat := chatsOf(p.Number(), 1)[0]
		err := p.Commit(context.Background(), []bot.Turn{{Record: bot.Record{Chat: chat}}})
		say("fenced %t owned %t", errors.Is(err, bot.ErrFenced), owned)
		<-ctx.Done()
		return nil
	})
}

// process is an owner in a process of its own.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	stdin io.Writer
	lines chan string
}

func startOwner(t *testing.T, addr string, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), ownerOf+"="+addr)
	cmd.Env = append(cmd.Env, env...)
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	p := &process{t: t, cmd: cmd, stdin: stdin, lines: make(chan string, 100)}
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return p
}

// heard gives so many lines that begin with a word.
func (p *process) heard(word string, n int) []string {
	p.t.Helper()
	var heard []string
	timeout := time.After(20 * time.Second)
	for len(heard) < n {
		select {
		case line, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("the process ended, having said %v", heard)
			}
			if strings.HasPrefix(line, word) {
				heard = append(heard, line)
			}
		case <-timeout:
			p.t.Fatalf("it said only %v", heard)
		}
	}
	return heard
}

// successor owns partitions in this process and tells when it has all.
func successor(t *testing.T, addr string) (all <-chan time.Time) {
	q := open(t, single(addr))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	has := make(chan time.Time, 1)
	var mu sync.Mutex
	owned := 0
	go func() {
		defer close(done)
		_ = q.Own(ctx, func(ctx context.Context, _ bot.Partition) error {
			mu.Lock()
			if owned++; owned == bot.Partitions {
				has <- time.Now()
			}
			mu.Unlock()
			<-ctx.Done()
			mu.Lock()
			defer mu.Unlock()
			owned--
			return nil
		})
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	return has
}

// TestTakeover holds how long the partitions of a process that ended have no
// owner.
func TestTakeover(t *testing.T) {
	for name, tt := range map[string]struct {
		signal syscall.Signal
		within time.Duration
	}{
		"killed":  {syscall.SIGKILL, 2500 * time.Millisecond},
		"stopped": {os.Interrupt.(syscall.Signal), time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := real(t)
			addr := b.server.Addresses[0]
			p := startOwner(t, addr)
			p.heard("own", bot.Partitions)
			all := successor(t, addr)
			q := open(t, b.server)
			eventually(t, 5*time.Second, "both live and share", func() bool {
				return b.raw.ZCard(t.Context(), q.keys.members()).Val() == 2 && len(ownersOf(t, q)) == 2
			})
			ended := time.Now()
			must(t, p.cmd.Process.Signal(tt.signal))
			select {
			case at := <-all:
				t.Logf("taken over in %s", at.Sub(ended))
				if at.Sub(ended) > tt.within {
					t.Errorf("it took %s", at.Sub(ended))
				}
			case <-time.After(20 * time.Second):
				t.Error("the partitions have no owner")
			}
		})
	}
}

// owners16 gives the owners of the partitions; nobody is one of them.
func ownersOf(t *testing.T, q *Queue) []string {
	var owners []string
	for n := range bot.Partitions {
		owner, _ := q.store.calls.HGet(t.Context(), q.keys.own(n), "owner").Result()
		if !slices.Contains(owners, owner) {
			owners = append(owners, owner)
		}
	}
	return owners
}

// TestAFrozenOwnerIsFenced holds that a process which was stopped for longer
// than its lease writes nothing when it goes on.
func TestAFrozenOwnerIsFenced(t *testing.T) {
	t.Parallel()
	b := real(t)
	addr := b.server.Addresses[0]
	p := startOwner(t, addr, stubborn+"=1")
	p.heard("own", bot.Partitions)
	must(t, p.cmd.Process.Signal(syscall.SIGSTOP))
	<-successor(t, addr)
	_, err := io.WriteString(p.stdin, "commit\n")
	must(t, err)
	must(t, p.cmd.Process.Signal(syscall.SIGCONT))
	for _, line := range p.heard("fenced", bot.Partitions) {
		if line != "fenced true owned false" {
			t.Errorf("after it was frozen: %s", line)
		}
	}
}
