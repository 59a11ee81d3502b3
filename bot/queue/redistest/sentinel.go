package redistest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// MasterName is what the sentinels call the master.
const MasterName = "tillmate"

// Sentinels are a master, its replicas, and three sentinels that replace the
// master by a replica within about two seconds.
type Sentinels struct {
	Master    *Server
	Replicas  []*Server
	Sentinels []*Server
}

// StartSentinels starts them all.
func StartSentinels(t testing.TB, replicas int) *Sentinels {
	t.Helper()
	s := &Sentinels{Master: Start(t)}
	for range replicas {
		s.Replicas = append(s.Replicas, StartReplica(t, s.Master))
	}
	for range 3 {
		s.Sentinels = append(s.Sentinels, s.sentinel(t))
	}
	healthy := fmt.Sprintf("name=%s,status=ok,address=%s,slaves=%d,sentinels=3", MasterName, s.Master.Addr(), replicas)
	Eventually(t, startTime, func() bool {
		for _, sentinel := range s.Sentinels {
			if sentinel.Info("master0") != healthy {
				return false
			}
		}
		return true
	}, func() string { return "the sentinels do not know each other: " + s.Sentinels[0].Info("master0") })
	return s
}

// StartReplica starts a replica of a server and waits until it has its data.
func StartReplica(t testing.TB, of *Server) *Server {
	t.Helper()
	s := Start(t, "--replicaof", "127.0.0.1 "+strconv.Itoa(of.port))
	s.awaitLink()
	return s
}

// awaitLink waits until a replica has the data of its master.
func (s *Server) awaitLink() {
	s.t.Helper()
	Eventually(s.t, startTime, func() bool {
		return s.Info("master_link_status") == "up"
	}, func() string { return "the replica on " + s.Addr() + " does not follow" })
}

// Addrs are the addresses of the sentinels.
func (s *Sentinels) Addrs() []string { return addrs(s.Sentinels) }

func (s *Sentinels) sentinel(t testing.TB) *Server {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "sentinel.conf")
	config := fmt.Sprintf("bind 127.0.0.1\ndir %s\nsentinel monitor %s 127.0.0.1 %d 2\n"+
		"sentinel down-after-milliseconds %s 1000\nsentinel failover-timeout %s 5000\n",
		dir, MasterName, s.Master.port, MasterName, MasterName)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, dir, []string{file, "--sentinel"})
}

func addrs(servers []*Server) []string {
	var all []string
	for _, s := range servers {
		all = append(all, s.Addr())
	}
	return all
}
