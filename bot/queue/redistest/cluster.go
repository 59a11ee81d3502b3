package redistest

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	slots     = 16384
	busOffset = 10000
	// nodeTimeout is after what time a master is replaced.
	nodeTimeout = time.Second
)

// Cluster is a Redis Cluster. Every master has one replica.
type Cluster struct {
	t                 testing.TB
	Masters, Replicas []*Server // the replica of a master has its place
}

// StartCluster starts a cluster of so many masters, which share the slots
// evenly, and replaces a master by its replica within about two seconds.
func StartCluster(t testing.TB, masters int) *Cluster {
	t.Helper()
	c := &Cluster{t: t}
	for range masters {
		c.Masters = append(c.Masters, node(t))
		c.Replicas = append(c.Replicas, node(t))
	}
	all := c.all()
	for i, s := range all {
		s.Do("cluster", "set-config-epoch", i+1)
		s.Do("cluster", "meet", "127.0.0.1", all[0].port)
	}
	for i, s := range c.Masters {
		s.Do("cluster", "addslotsrange", i*slots/masters, (i+1)*slots/masters-1)
	}
	c.await("the nodes do not know each other", func(s *Server) bool {
		return len(strings.Split(strings.TrimSpace(s.cluster("nodes")), "\n")) == len(all)
	})
	for i, s := range c.Replicas {
		s.Do("cluster", "replicate", c.Masters[i].Do("cluster", "myid"))
	}
	c.AwaitHealthy()
	return c
}

// AwaitHealthy waits until every node is believed well by all, and every
// replica has the data of its master.
func (c *Cluster) AwaitHealthy() {
	c.t.Helper()
	c.await("the cluster is not up", func(s *Server) bool {
		nodes := s.cluster("nodes")
		return strings.Contains(s.cluster("info"), "cluster_state:ok") &&
			strings.Count(nodes, "slave") == len(c.Replicas) && !strings.Contains(nodes, "fail")
	})
	for _, s := range c.Replicas {
		s.awaitLink()
	}
}

func node(t testing.TB) *Server {
	t.Helper()
	return Start(t, "--cluster-enabled", "yes",
		"--cluster-node-timeout", strconv.FormatInt(nodeTimeout.Milliseconds(), 10))
}

// Addrs are the addresses of all nodes.
func (c *Cluster) Addrs() []string { return addrs(c.all()) }

// MasterOf gives the place of the master that has the slot of a key.
func (c *Cluster) MasterOf(key string) int {
	c.t.Helper()
	slot := c.Masters[0].Do("cluster", "keyslot", key).(int64)
	for i := range c.Masters {
		if slot < int64((i+1)*slots/len(c.Masters)) {
			return i
		}
	}
	panic("a slot beyond the last")
}

func (c *Cluster) all() []*Server { return append(append([]*Server{}, c.Masters...), c.Replicas...) }

func (c *Cluster) await(problem string, holds func(*Server) bool) {
	c.t.Helper()
	for _, s := range c.all() {
		Eventually(c.t, startTime, func() bool { return holds(s) },
			func() string { return problem + ":\n" + s.cluster("nodes") + s.cluster("info") })
	}
}

// cluster gives what a cluster command says, or "".
func (s *Server) cluster(command string) string {
	reply, _ := s.client.Do(s.t.Context(), "cluster", command).Text()
	return reply
}
