package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// runAs names the variable that makes the test binary a program: "tillmate", or
// one of the naive ones that the tests must find out.
const runAs = "RUN_TEST_BINARY_AS"

// TestMain lets the tests start their own binary as a replica, which can be
// killed and frozen.
func TestMain(m *testing.M) {
	switch os.Getenv(runAs) {
	case "tillmate":
		main()
	case "naive":
		naive()
	default:
		os.Exit(m.Run())
	}
}

// replicas are processes that serve.
type replicas struct {
	t       testing.TB
	dir     string
	environ func() []string
	as      string
	running []*exec.Cmd
	logs    []string
}

// start starts the n-th replica, or starts it anew.
func (r *replicas) start(n int) {
	r.t.Helper()
	cmd := exec.Command(os.Args[0], "serve")
	cmd.Env = append(r.environ(), runAs+"="+r.as)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	name := filepath.Join(r.dir, fmt.Sprintf("replica-%d-%d.log", n, len(r.logs)))
	log, err := os.Create(name)
	if err != nil {
		r.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	for len(r.running) <= n {
		r.running = append(r.running, nil)
	}
	r.running[n] = cmd
	r.logs = append(r.logs, name)
}

// kill ends a replica as a crash does.
func (r *replicas) kill(n int) {
	_ = r.running[n].Process.Kill()
	_ = r.running[n].Wait() // that it was killed is no news
}

func (r *replicas) freeze(n int) { _ = r.running[n].Process.Signal(syscall.SIGSTOP) }
func (r *replicas) thaw(n int)   { _ = r.running[n].Process.Signal(syscall.SIGCONT) }

// stop ends all replicas as an operator does.
func (r *replicas) stop() {
	r.t.Helper()
	for _, cmd := range r.running {
		_ = cmd.Process.Signal(syscall.SIGTERM)
	}
	for _, cmd := range r.running {
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case err := <-ended:
			if err != nil && r.as == "tillmate" {
				r.t.Errorf("a replica ended with %v", err)
			}
		case <-time.After(patience):
			r.t.Error("a replica does not stop")
			_ = cmd.Process.Kill()
			<-ended
		}
	}
}

// log gives what all replicas logged.
func (r *replicas) log() string {
	r.t.Helper()
	var all strings.Builder
	for _, name := range r.logs {
		data, err := os.ReadFile(name)
		if err != nil {
			r.t.Fatal(err)
		}
		all.Write(data)
	}
	return all.String()
}
