package redistest

import (
	"context"
	"errors"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Dial gives what runs a command on any Redis, such as one in this process, as
// [Server.Do] does on a server.
func Dial(t testing.TB, addr string) func(args ...any) any {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = client.Close() })
	return func(args ...any) any {
		t.Helper()
		reply, err := client.Do(context.Background(), args...).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			t.Fatalf("%v on %s: %v", args, addr, err)
		}
		return reply
	}
}
