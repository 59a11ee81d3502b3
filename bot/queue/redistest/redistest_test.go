package redistest_test

import (
	"context"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue/redistest"
)

func TestRestartKeepsTheData(t *testing.T) {
	s := redistest.Start(t)
	s.Do("set", "a", "1")
	s.Kill()
	s.Restart()
	if got := s.Do("get", "a"); got != "1" {
		t.Errorf("after a kill, a is %v", got)
	}
}

func TestAFrozenServerAnswersWhenItIsThawed(t *testing.T) {
	s := redistest.Start(t)
	s.Freeze()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Client().Set(ctx, "a", "1", 0).Err(); err == nil {
		t.Error("a frozen server answers")
	}
	s.Thaw()
	if got := s.Do("ping"); got != "PONG" {
		t.Errorf("a thawed server says %v", got)
	}
}
