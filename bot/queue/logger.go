package queue

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/time/rate"
)

// clientLog is set once: the client has one log for the process.
var clientLog sync.Once

func setClientLog(log *slog.Logger) {
	clientLog.Do(func() {
		redis.SetLogger(newLogger(log))
	})
}

// logger passes on some of the client's lines: while a server is away there
// are thousands of them a second.
type logger struct {
	log   *slog.Logger
	lines rate.Sometimes
}

func newLogger(log *slog.Logger) *logger {
	return &logger{log: log, lines: rate.Sometimes{First: 3, Interval: 10 * time.Second}}
}

// Printf is what the client calls.
func (l *logger) Printf(ctx context.Context, format string, values ...any) {
	l.lines.Do(func() {
		l.log.WarnContext(ctx, "redis client", "problem", fmt.Sprintf(format, values...))
	})
}
