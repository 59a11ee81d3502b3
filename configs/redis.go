package configs

import "fmt"

// RedisMode is how Redis is run.
type RedisMode string

// The modes of Redis.
const (
	Single   RedisMode = "single"   // one server
	Sentinel RedisMode = "sentinel" // a master with replicas, watched by Sentinels
	Cluster  RedisMode = "cluster"  // Redis Cluster
)

// Redis is where conversations and queues are kept.
type Redis struct {
	Mode RedisMode `yaml:"mode" env:"MODE"`
	// Addresses are host:port: of the server, of the Sentinels, or of some
	// nodes of the cluster.
	Addresses []string `yaml:"addresses" env:"ADDRESSES"`
	// Master is the name the Sentinels know the master by.
	Master   string `yaml:"master" env:"MASTER"`
	Username string `yaml:"username" env:"USERNAME"`
	Password Secret `yaml:"password" env:"PASSWORD"`
	// DB is the number of the database; a cluster has only 0.
	DB int `yaml:"db" env:"DB"`
	// TLS encrypts the connections; certificates are checked against those
	// the system trusts.
	TLS bool `yaml:"tls" env:"TLS"`
	// Wait is how many replicas must have a write before it counts.
	Wait int `yaml:"wait" env:"WAIT"`
}

func (p *parser) redis() {
	r := p.Redis
	oneOf(p, "redis.mode", r.Mode, Single, Sentinel, Cluster)
	if len(r.Addresses) == 0 {
		p.fail("redis.addresses", "is empty", "write host:port of at least one server")
	}
	for i, a := range r.Addresses {
		p.address(index("redis.addresses", i), a)
	}
	p.text("redis.master", r.Master)
	p.text("redis.username", r.Username)
	p.within("redis.db", r.DB, 0, 1_000_000)
	p.within("redis.wait", r.Wait, 0, 10)
	switch {
	case r.Mode == Single && len(r.Addresses) > 1:
		p.fail("redis.addresses", "names several servers, and redis.mode is single", "name one, or set redis.mode to sentinel or cluster")
	case r.Mode == Sentinel && r.Master == "":
		p.fail("redis.master", "is not set, and redis.mode is sentinel", "write the name the Sentinels know the master by, often mymaster")
	case r.Mode == Cluster && r.DB != 0:
		p.fail("redis.db", fmt.Sprintf("%d does not exist in a cluster", r.DB), "remove it")
	}
	if r.Mode != Sentinel && r.Master != "" {
		p.fail("redis.master", fmt.Sprintf("is for sentinels only, and redis.mode is %s", r.Mode), "remove it, or set redis.mode to sentinel")
	}
}
