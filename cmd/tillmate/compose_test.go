package main

import (
	"io"
	"log/slog"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/configs"
)

// composed is what matters of compose.yaml.
type composed struct {
	Services map[string]composedService `yaml:"services"`
	Networks map[string]struct {
		Internal bool `yaml:"internal"`
	} `yaml:"networks"`
	Volumes map[string]any `yaml:"volumes"`
	Secrets map[string]struct {
		File string `yaml:"file"`
	} `yaml:"secrets"`
}

type composedService struct {
	Build       string            `yaml:"build"`
	Image       string            `yaml:"image"`
	Command     []string          `yaml:"command"`
	User        string            `yaml:"user"`
	Environment map[string]string `yaml:"environment"`
	EnvFile     []struct {
		Path     string `yaml:"path"`
		Required bool   `yaml:"required"`
	} `yaml:"env_file"`
	DependsOn map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Secrets     []string       `yaml:"secrets"`
	Volumes     []string       `yaml:"volumes"`
	Ports       []string       `yaml:"ports"`
	Networks    []string       `yaml:"networks"`
	Restart     string         `yaml:"restart"`
	ReadOnly    bool           `yaml:"read_only"`
	CapDrop     []string       `yaml:"cap_drop"`
	SecurityOpt []string       `yaml:"security_opt"`
	Healthcheck map[string]any `yaml:"healthcheck"`
	Grace       string         `yaml:"stop_grace_period"`
	Logging     map[string]any `yaml:"logging"`
}

func readCompose(t *testing.T) composed {
	t.Helper()
	var c composed
	if err := yaml.Load([]byte(repositoryFile(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// repositoryFile reads a file from the root of the repository.
func repositoryFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestCompose(t *testing.T) {
	c := readCompose(t)
	if got := slices.Sorted(maps.Keys(c.Services)); !slices.Equal(got, []string{"redis", "tillmate"}) {
		t.Fatalf("the services are %q", got)
	}
	for name, s := range c.Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") ||
			s.Restart != "unless-stopped" || s.Grace == "" || s.Logging == nil {
			t.Errorf("%s is not closed up, or not kept running: %+v", name, s)
		}
		if len(s.Ports) > 0 {
			t.Errorf("%s is open to the outside: %q", name, s.Ports)
		}
		for _, n := range s.Networks {
			if _, ok := c.Networks[n]; !ok {
				t.Errorf("%s is in the network %s, which is none", name, n)
			}
		}
	}
	redis := c.Services["redis"]
	if redis.User == "" || redis.Healthcheck == nil || !strings.HasPrefix(redis.Image, "redis:7") {
		t.Errorf("redis is %+v", redis)
	}
	if !slices.Equal(redis.Networks, []string{"state"}) || !c.Networks["state"].Internal {
		t.Error("others than tillmate reach Redis")
	}
	volume, at, _ := strings.Cut(redis.Volumes[0], ":")
	if _, ok := c.Volumes[volume]; !ok || at != "/data" {
		t.Errorf("the data are in %q", redis.Volumes)
	}
	if c.Services["tillmate"].DependsOn["redis"].Condition != "service_healthy" {
		t.Error("tillmate does not wait for Redis")
	}
}

// tillmate takes the environment it is given, with the secret it mounts.
func TestComposeEnvironment(t *testing.T) {
	c := readCompose(t)
	s := c.Services["tillmate"]
	folder := t.TempDir()
	var environ []string
	for name, value := range s.Environment {
		if secret, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
			if _, is := c.Secrets[secret]; !is || !slices.Contains(s.Secrets, secret) {
				t.Errorf("%s names the secret %s, which is not mounted", name, secret)
			}
			value = folder + "/" + secret
			if err := os.WriteFile(value, []byte("123456789:AAExampleExampleExampleExampleExam1"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		environ = append(environ, name+"="+value)
	}
	for _, m := range regexp.MustCompile(`\b(TILLMATE_[A-Z_]+)=(\S+)`).FindAllStringSubmatch(repositoryFile(t, "Dockerfile"), -1) {
		if m[1] != "TILLMATE_REDIS_ADDRESSES" { // of an example
			environ = append(environ, m[0])
		}
	}
	// What init writes stands beside it, as it is.
	for line := range strings.Lines(configs.ExampleEnv()) {
		if !strings.HasPrefix(line, "#") {
			environ = append(environ, strings.TrimSpace(line))
		}
	}
	t.Chdir(folder)
	p, err := configs.Parse(configs.Input{Environ: environ, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Services[strings.TrimSuffix(p.Redis.Addresses[0], ":6379")]; !ok {
		t.Errorf("Redis is at %q", p.Redis.Addresses)
	}
	if p.HTTP.Listen == p.Telegram.Webhook.Listen || !strings.HasPrefix(p.HTTP.Listen, "0.0.0.0:") {
		t.Errorf("it listens on %s and %s", p.HTTP.Listen, p.Telegram.Webhook.Listen)
	}
	if len(s.EnvFile) != 1 || s.EnvFile[0].Path != ".env" || s.EnvFile[0].Required {
		t.Errorf("the files of variables are %+v", s.EnvFile)
	}
}

// A Redis that is started as compose.yaml starts it is well set up.
func TestComposeRedis(t *testing.T) {
	command := readCompose(t).Services["redis"].Command
	for _, want := range [][]string{{"--appendonly", "yes"}, {"--appendfsync", "always"}, {"--maxmemory-policy", "noeviction"}} {
		if i := slices.Index(command, want[0]); i < 0 || command[i+1] != want[1] {
			t.Errorf("%q lacks %q", command, want)
		}
	}
	if command[0] != "redis-server" {
		t.Errorf("the command is %q", command)
	}
	server := redistest.Start(t, command[1:]...)
	q, err := queue.Dial(queue.Options{
		Server: queue.Server{Mode: queue.Single, Addresses: []string{server.Addr()}}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	nodes, err := q.Check(t.Context())
	if err != nil || len(nodes) != 1 || len(nodes[0].Problems()) > 0 {
		t.Errorf("got %+v, %v", nodes, err)
	}
}

// The image is one static program, run by nobody in particular.
func TestDockerfile(t *testing.T) {
	file := repositoryFile(t, "Dockerfile")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(repositoryFile(t, "go.mod"))[1]
	for _, want := range []string{
		`(?m)^FROM golang:` + regexp.QuoteMeta(version) + ` AS build$`,
		`(?m)^RUN CGO_ENABLED=0 go build -trimpath .* -o /tillmate \./cmd/tillmate$`,
		`(?m)^FROM gcr\.io/distroless/static-debian12:nonroot$`,
		`(?m)^USER nonroot:nonroot$`,
		`(?m)^HEALTHCHECK .* CMD \["/tillmate", "health"\]$`,
		`(?m)^ENTRYPOINT \["/tillmate"\]$`,
	} {
		if !regexp.MustCompile(want).MatchString(file) {
			t.Errorf("the Dockerfile lacks %s", want)
		}
	}
	if healthy := start(t, "", "help", "health"); healthy.code != exitOK || !strings.Contains(healthy.stdout, "--url") {
		t.Errorf("there is no command health: %+v", healthy)
	}
	ignored := strings.Fields(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(repositoryFile(t, ".dockerignore"), ""))
	for _, want := range []string{".env", "secrets/", "tillmate.yaml"} {
		if !slices.Contains(ignored, want) {
			t.Errorf("%s may get into the image", want)
		}
	}
}
