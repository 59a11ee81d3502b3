package queue

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// maxSkew is how far Redis's clock may be off before it is worth a word. No
// guarantee hangs on it, but ages and timers are read by two clocks.
const maxSkew = 2 * time.Second

// Node is how one Redis server that takes writes is set up. What the server
// does not tell is "" or 0.
type Node struct {
	Address     string
	Version     string
	Policy      string // maxmemory-policy
	AppendOnly  bool
	AppendFsync string
	Replicas    int
	Skew        time.Duration // how far its clock is ahead of ours
	wait        int
}

// Check asks each server that takes writes how it is set up.
func (q *Queue) Check(ctx context.Context) ([]Node, error) {
	var nodes []Node
	var mu sync.Mutex
	look := func(ctx context.Context, client *redis.Client) error {
		node, err := q.look(ctx, client)
		mu.Lock()
		defer mu.Unlock()
		nodes = append(nodes, node)
		return err
	}
	var err error
	switch client := q.store.calls.(type) {
	case *redis.ClusterClient:
		err = client.ForEachMaster(ctx, look)
	case *redis.Client:
		err = look(ctx, client)
	}
	if err != nil {
		return nil, fmt.Errorf("queue: asking Redis how it is set up: %w", err)
	}
	return nodes, nil
}

func (q *Queue) look(ctx context.Context, client *redis.Client) (Node, error) {
	node := Node{Address: client.Options().Addr, wait: q.store.wait}
	asked := time.Now()
	now, err := client.Time(ctx).Result()
	if err != nil {
		return node, err
	}
	node.Skew = now.Sub(asked.Add(time.Since(asked) / 2))
	info, err := client.Info(ctx).Result()
	if err != nil {
		return node, err
	}
	fields := infoFields(info)
	node.Version = fields["redis_version"]
	node.Policy = fields["maxmemory_policy"]
	node.AppendOnly = fields["aof_enabled"] == "1"
	node.Replicas, _ = strconv.Atoi(fields["connected_slaves"])
	// Services that run Redis for others often refuse CONFIG.
	node.AppendFsync = client.ConfigGet(ctx, "appendfsync").Val()["appendfsync"]
	return node, nil
}

func infoFields(info string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields
}

// Problems says in sentences what should be set up differently; nothing when
// all is well.
func (n Node) Problems() []string {
	var problems []string
	say := func(format string, values ...any) {
		problems = append(problems, fmt.Sprintf(format, values...))
	}
	if !supported(n.Version) {
		say("Redis %q is too old: 6.2 or newer is needed, 7.0 is what it is tested with.", n.Version)
	}
	if n.Policy != "noeviction" {
		say("maxmemory-policy is %q: when memory runs out Redis drops chats. Set noeviction.", n.Policy)
	}
	if !n.AppendOnly {
		say("appendonly is off: a restart of Redis loses every chat. Set appendonly yes.")
	} else if n.AppendFsync != "" && n.AppendFsync != "always" {
		say("appendfsync is %q: a power cut loses the last seconds. Set always.", n.AppendFsync)
	}
	if n.Replicas < n.wait {
		say("%d replicas are connected and %d must have every write: nothing is stored.", n.Replicas, n.wait)
	}
	if n.Skew.Abs() > maxSkew {
		say("Its clock is %s off ours. Run NTP on both.", n.Skew.Abs().Round(time.Second))
	}
	return problems
}

// supported reports whether a version has all that the scripts use; XTRIM
// MINID came with 6.2.
func supported(version string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major > 6 || (major == 6 && minor >= 2)
}
