package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"
)

// observeEvery is how often the figures and the state of Redis and Telegram are
// looked up.
const observeEvery = 2 * time.Second

// state is what the health page tells: "" is well, else what is wrong.
type state struct {
	mu       sync.Mutex
	problems map[string]string
	room     bool
}

func (h *state) set(what, problem string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.problems == nil {
		h.problems = map[string]string{}
	}
	h.problems[what] = problem
}

// hasRoom reports whether what waits in Redis was little when last looked at.
func (h *state) hasRoom() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.room
}

// observe keeps the figures up to date until ctx ends.
func (s *service) observe(ctx context.Context) {
	asked := time.Time{}
	for ctx.Err() == nil {
		s.observeQueue(ctx)
		if time.Since(asked) > 15*observeEvery {
			asked = time.Now()
			_, err := s.telegram.Me(ctx)
			s.state.set("telegram", text(err))
		}
		wait(ctx, observeEvery)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func (s *service) observeQueue(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	b, err := s.queue.Backlog(ctx)
	if err == nil {
		err = s.shareMoves(ctx)
	}
	s.state.set("redis", text(err))
	if err != nil {
		s.metrics.redisErrors.Inc()
		return
	}
	s.metrics.inbox.Set(float64(b.In))
	s.metrics.outbox.Set(float64(b.Out))
	s.metrics.outboxAge.Set(b.OldestOut.Seconds())
	s.metrics.dead.Set(float64(b.Dead))
	s.metrics.setDropped(s.queue.Counts().Dropped)
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.room = b.In < int64(s.config.Limits.Inbox) && b.Out < int64(s.config.Limits.Outbox)
}

// roomFor waits until what is waiting in Redis is little enough to take in more.
func (s *service) roomFor(ctx context.Context) error {
	for said := false; ctx.Err() == nil; {
		if s.state.hasRoom() {
			return nil
		}
		if !said {
			s.log.Warn("too much waits in Redis, or it is away: nothing is taken in for the time being; Telegram keeps it")
			said = true
		}
		wait(ctx, observeEvery/4)
	}
	return ctx.Err()
}

// whileRoom refuses updates while too much waits: Telegram brings them again.
func (s *service) whileRoom(take http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.state.hasRoom() {
			http.Error(w, "too much waits", http.StatusServiceUnavailable)
			return
		}
		take.ServeHTTP(w, r)
	})
}

// handler serves health and figures.
func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		problems := map[string]string{}
		if name := s.watch.silent(stuckAfter); name != "" {
			problems[name] = "stands still"
		}
		writeHealth(w, problems, nil)
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		content := s.follower.status()
		s.state.mu.Lock()
		defer s.state.mu.Unlock()
		problems := map[string]string{}
		if len(s.state.problems) == 0 {
			problems["start"] = "not done yet"
		}
		for what, problem := range s.state.problems {
			if problem != "" {
				problems[what] = problem
			}
		}
		writeHealth(w, problems, &content)
	})
	return mux
}

// writeHealth answers 200 when there is no problem, 503 else. Content that was
// refused is no such problem: merchants are served as before.
func writeHealth(w http.ResponseWriter, problems map[string]string, content *contentStatus) {
	w.Header().Set("Content-Type", "application/json")
	status := "ok"
	if len(problems) > 0 {
		status = "not ok"
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	writeJSON(w, struct {
		Status   string            `json:"status"`
		Problems map[string]string `json:"problems,omitempty"`
		Content  *contentStatus    `json:"content,omitempty"`
	}{status, problems, content})
}

// healthCommand asks a running program, for containers without a shell.
func (a *app) healthCommand() *cobra.Command {
	var url string
	cmd := &cobra.Command{
		Use:     "health",
		Short:   "Ask a running tillmate whether it is alive",
		Example: "  tillmate health\n  tillmate health --url http://127.0.0.1:8080/readyz",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if url == "" {
				config, err := a.config()
				if err != nil {
					return err
				}
				url = "http://" + config.HTTP.Listen + "/livez"
			}
			return failedOr(askHealth(cmd.Context(), url))
		},
	}
	cmd.Flags().StringVar(&url, "url", "", "the page to ask (default: /livez on http.listen)")
	return cmd
}

func failedOr(err error) error {
	if err == nil {
		return nil
	}
	return failed(err)
}

func askHealth(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return usage(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask the running program: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	var said struct {
		Problems map[string]string `json:"problems"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		return fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return fmt.Errorf("%s: %v", answer.Status, said.Problems)
}
