package queue

import (
	"context"
	"crypto/tls"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Times that decide how soon a server that was cut off or frozen is noticed.
const (
	dialTimeout = 500 * time.Millisecond
	callTimeout = time.Second
	// callLimit is for a call with all its redirects.
	callLimit = callTimeout * 3 / 2
	// blockTime is how long a read waits for an update. It bounds what a
	// cancelled read keeps of the pool, for the client does not interrupt it.
	blockTime = time.Second
	// waitTime is how long replicas are waited for.
	waitTime = 500 * time.Millisecond
	// reloadTime is how long the client may not know that a master of the
	// cluster was replaced; the client's own is a minute.
	reloadTime = time.Second
)

// poolSize is of each client. A blocked read keeps its connection, so these
// reads have a client of their own. It also is after how many dials that fail
// the client dials only once a second, for it never forgets a failure; hence so
// many, and no second pool for pipelines, which would be a tenth of that.
const poolSize = 256

// store is the connection to Redis: one client for calls, one for reads that
// block.
type store struct {
	calls  redis.UniversalClient
	blocks redis.UniversalClient
	wait   int
}

func (s Server) connect() *store {
	return &store{calls: s.client(), blocks: s.client(), wait: s.Wait}
}

func (s *store) close() error {
	err := s.calls.Close()
	if other := s.blocks.Close(); err == nil {
		err = other
	}
	if err != nil {
		return fmt.Errorf("closing the connections to Redis: %w", err)
	}
	return nil
}

func (s Server) client() redis.UniversalClient {
	switch s.Mode {
	case Sentinel:
		return redis.NewFailoverClient(s.sentinel())
	case Cluster:
		return redis.NewClusterClient(s.cluster())
	default:
		return redis.NewClient(s.single())
	}
}

// The three kinds of options have no common part, so each is written out. The
// client does not repeat calls itself, but for redirects of a cluster: the
// callers do, and a frozen server is noticed after one timeout. RESP2, as
// nothing here needs RESP3 and its pushes, which the maintenance notifications
// come by; Sentinel's options cannot turn these off otherwise.

func (s Server) single() *redis.Options {
	return &redis.Options{
		Addr: s.Addresses[0], Dialer: s.dial, DB: s.DB,
		Username: s.Username, Password: s.Password, TLSConfig: s.tls(),
		Protocol: 2, MaxRetries: -1, PoolSize: poolSize, PipelinePoolSize: -1,
		DialTimeout: dialTimeout, DialerRetries: 1, ReadTimeout: callTimeout, WriteTimeout: callTimeout,
		ContextTimeoutEnabled: true, DisableIdentity: true, MaintNotificationsConfig: quiet(),
	}
}

func (s Server) sentinel() *redis.FailoverOptions {
	return &redis.FailoverOptions{
		MasterName: s.Master, SentinelAddrs: slices.Clone(s.Addresses),
		Dialer: s.dial, DB: s.DB,
		Username: s.Username, Password: s.Password, TLSConfig: s.tls(),
		Protocol: 2, MaxRetries: -1, PoolSize: poolSize, PipelinePoolSize: -1,
		DialTimeout: dialTimeout, DialerRetries: 1, ReadTimeout: callTimeout, WriteTimeout: callTimeout,
		ContextTimeoutEnabled: true, DisableIdentity: true,
	}
}

func (s Server) cluster() *redis.ClusterOptions {
	return &redis.ClusterOptions{
		Addrs: slices.Clone(s.Addresses), Dialer: s.dial,
		Username: s.Username, Password: s.Password, TLSConfig: s.tls(),
		Protocol: 2, MaxRedirects: 2, PoolSize: poolSize, PipelinePoolSize: -1,
		DialTimeout: dialTimeout, DialerRetries: 1, ReadTimeout: callTimeout, WriteTimeout: callTimeout,
		ContextTimeoutEnabled: true, DisableIdentity: true, MaintNotificationsConfig: quiet(),
		ClusterStateReloadInterval: reloadTime, DisableRoutingPolicies: true,
	}
}

func (s Server) tls() *tls.Config {
	if s.TLS == nil {
		return nil
	}
	return s.TLS.Clone()
}

func quiet() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// reload lets a cluster's clients look, after an error, where the masters are:
// from a master that died they hear of no other.
func (s *store) reload(ctx context.Context) {
	for _, client := range []redis.UniversalClient{s.calls, s.blocks} {
		if cluster, ok := client.(*redis.ClusterClient); ok {
			cluster.ReloadState(ctx)
		}
	}
}
