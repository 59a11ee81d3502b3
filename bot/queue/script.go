package queue

import (
	"cmp"
	"context"
	_ "embed" // the scripts
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// ErrNotReplicated is returned when fewer replicas than [Server.Wait] had a
// write in time. The master has it; repeating it is safe.
var ErrNotReplicated = errors.New("too few replicas have what was written")

var errNoReply = errors.New("a script gave no reply")

// Pieces of scripts.
var (
	//go:embed lua/now.lua
	luaNow string
	//go:embed lua/fence.lua
	luaFence string
	//go:embed lua/bury.lua
	luaBury string
	//go:embed lua/ingest.lua
	luaIngest string
	//go:embed lua/commit.lua
	luaCommit string
	//go:embed lua/settle.lua
	luaSettle string
	//go:embed lua/tries.lua
	luaTries string
	//go:embed lua/acquire.lua
	luaAcquire string
	//go:embed lua/renew.lua
	luaRenew string
	//go:embed lua/release.lua
	luaRelease string
	//go:embed lua/members.lua
	luaMembers string
	//go:embed lua/backlog.lua
	luaBacklog string
	//go:embed lua/replay.lua
	luaReplay string
	//go:embed lua/publish.lua
	luaPublish string
	//go:embed lua/number.lua
	luaNumber string
	//go:embed lua/note.lua
	luaNote string
	//go:embed lua/redeem.lua
	luaRedeem string
	//go:embed lua/draft.lua
	luaDraft string
)

// The scripts. Each touches the keys of one slot only.
var (
	ingestScript  = redis.NewScript(luaIngest)
	commitScript  = redis.NewScript(luaFence + luaNow + luaBury + luaCommit)
	settleScript  = redis.NewScript(luaFence + luaNow + luaBury + luaSettle)
	triesScript   = redis.NewScript(luaFence + luaTries)
	acquireScript = redis.NewScript(luaNow + luaAcquire)
	renewScript   = redis.NewScript(luaFence + luaNow + luaRenew)
	releaseScript = redis.NewScript(luaFence + luaRelease)
	membersScript = redis.NewScript(luaNow + luaMembers)
	backlogScript = redis.NewScript(luaNow + luaBacklog)
	replayScript  = redis.NewScript(luaReplay)
	publishScript = redis.NewScript(luaPublish)
	numberScript  = redis.NewScript(luaNumber)
	noteScript    = redis.NewScript(luaNote)
	redeemScript  = redis.NewScript(luaRedeem)
	draftScript   = redis.NewScript(luaDraft)
)

// call is one run of a script.
type call struct {
	script *redis.Script
	keys   []string
	args   []any
}

// fenced reports whether a script refused to write for a former owner.
func fenced(err error) bool { return redis.HasErrorPrefix(err, "FENCED") }

// one runs one script.
func (s *store) one(ctx context.Context, c call) *redis.Cmd {
	replies, _ := s.run(ctx, []call{c})
	return replies[0]
}

// run runs scripts side by side. It gives the reply of each, and the first
// error among them.
func (s *store) run(ctx context.Context, calls []call) ([]*redis.Cmd, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	return s.each(ctx, calls, func(calls []call, how eval) ([]*redis.Cmd, error) {
		return send(ctx, s.calls, calls, how, 0)
	})
}

// runDurably is run, and waits until the replicas have what was written. Redis
// waits for what the same connection wrote, and the cluster's client would send
// a WAIT to any node, so there the calls go to their masters.
func (s *store) runDurably(ctx context.Context, calls []call) ([]*redis.Cmd, error) {
	if s.wait == 0 {
		return s.run(ctx, calls)
	}
	cluster, ok := s.calls.(*redis.ClusterClient)
	return s.each(ctx, calls, func(calls []call, how eval) ([]*redis.Cmd, error) {
		if ok {
			return s.sendToMasters(ctx, cluster, calls, how)
		}
		return send(ctx, s.calls, calls, how, s.wait)
	})
}

type eval func(*redis.Script, context.Context, redis.Scripter, []string, ...any) *redis.Cmd

// each sends calls by the hash of their scripts, and once more in full those
// that a server does not know: in pipelines the client does not do so itself.
func (s *store) each(ctx context.Context, calls []call, send func([]call, eval) ([]*redis.Cmd, error)) ([]*redis.Cmd, error) {
	replies, err := send(calls, (*redis.Script).EvalSha)
	var unknown []call
	var places []int
	for i, reply := range replies {
		if redis.HasErrorPrefix(reply.Err(), "NOSCRIPT") {
			unknown, places = append(unknown, calls[i]), append(places, i)
		}
	}
	if len(unknown) > 0 {
		again, problem := send(unknown, (*redis.Script).Eval)
		for i, place := range places {
			replies[place] = again[i]
		}
		err = cmp.Or(err, problem)
	}
	for _, reply := range replies {
		if reply.Err() != nil {
			err = reply.Err()
			break
		}
	}
	if err != nil {
		s.reload(ctx)
	}
	return replies, err
}

// send sends calls in one pipeline, and a WAIT for some replicas. Each reply
// has a value or an error; the error is that of waiting.
func send(ctx context.Context, to redis.Cmdable, calls []call, how eval, wait int) ([]*redis.Cmd, error) {
	pipe := to.Pipeline()
	replies := make([]*redis.Cmd, len(calls))
	for i, c := range calls {
		replies[i] = how(c.script, ctx, pipe, c.keys, c.args...)
	}
	var waited *redis.Cmd
	if wait > 0 {
		waited = pipe.Do(ctx, "wait", wait, waitTime.Milliseconds())
	}
	// When Redis refuses a new connection, the client tells the pipeline only,
	// and the replies would look as if all were well.
	_, err := pipe.Exec(ctx)
	for _, reply := range replies {
		if reply.Val() == nil && reply.Err() == nil {
			reply.SetErr(cmp.Or(err, errNoReply))
		}
	}
	if wait == 0 {
		return replies, nil
	}
	n, err := waited.Int()
	if err == nil && n < wait {
		err = fmt.Errorf("%d of %d replicas: %w", n, wait, ErrNotReplicated)
	}
	return replies, err
}

// sendToMasters sends each call to the master of its keys, and waits.
func (s *store) sendToMasters(ctx context.Context, cluster *redis.ClusterClient, calls []call, how eval) ([]*redis.Cmd, error) {
	places := map[*redis.Client][]int{}
	replies := make([]*redis.Cmd, len(calls))
	for i, c := range calls {
		master, err := cluster.MasterForKey(ctx, c.keys[0])
		if err != nil {
			replies[i] = redis.NewCmd(ctx)
			replies[i].SetErr(fmt.Errorf("looking for the master: %w", err))
			continue
		}
		places[master] = append(places[master], i)
	}
	var short error
	for master, places := range places {
		var part []call
		for _, i := range places {
			part = append(part, calls[i])
		}
		sent, err := send(ctx, master, part, how, s.wait)
		for i, place := range places {
			replies[place] = sent[i]
		}
		short = cmp.Or(short, err)
	}
	return replies, short
}
