package configs_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
)

const (
	token  = "123456789:AAExampleExampleExampleExampleExam1"
	secret = "a-webhook-secret-of-32-characters"
)

// with gives the defaults, changed.
func with(change func(*configs.Config)) configs.Config {
	c := configs.Defaults()
	change(&c)
	return c
}

// folder makes an empty folder the working folder.
func folder(t testing.TB) {
	t.Helper()
	t.Chdir(t.TempDir())
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The sources, and which of them wins.
func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name    string
		file    string // ./tillmate.yaml
		environ []string
		flags   configs.Flags
		want    configs.Config
		from    map[string]string // origins of some settings
	}{
		{name: "nothing", want: configs.Defaults(), from: map[string]string{"language": "default", "telegram.token": "default"}},
		{name: "other variables", environ: []string{"PATH=/bin", "TILLMATE=1", "MY_TILLMATE_X=1"}, want: configs.Defaults()},
		{name: "no value is not set", environ: []string{"TILLMATE_LANGUAGE=", "TILLMATE_CONFIG=", "TILLMATE_TELEGRAM_TOKEN="}, want: configs.Defaults()},
		{name: "an empty file", file: "# nothing\n", want: configs.Defaults()},
		{name: "keys without values", file: "knowledge:\ntelegram:\nredis: {addresses: }\n", want: configs.Defaults()},
		{
			name: "the file", file: "language: en\nredis:\n  addresses: [a:1]\n  tls: true\nlimits: {user_window: 1m}\n",
			want: with(func(c *configs.Config) {
				c.Lang, c.Redis.Addresses, c.Redis.TLS, c.Limits.UserWindow = knowledge.English, []string{"a:1"}, true, time.Minute
			}),
			from: map[string]string{"language": "tillmate.yaml:1", "redis.addresses[0]": "tillmate.yaml:3", "limits.user_window": "tillmate.yaml:5", "redis.db": "default"},
		},
		{
			name: "the environment wins over the file", file: "language: en\nredis: {addresses: [a:1]}\ntimers: {nudges: false}\n",
			environ: []string{"TILLMATE_LANGUAGE=zh", "TILLMATE_REDIS_ADDRESSES=b:2 , c:3", "TILLMATE_REDIS_MODE=cluster", "TILLMATE_LIMITS_STATE_DAYS=7"},
			want: with(func(c *configs.Config) {
				c.Lang, c.Redis.Addresses, c.Redis.Mode = knowledge.Chinese, []string{"b:2", "c:3"}, configs.Cluster
				c.Timers.Nudges, c.Limits.StateDays = false, 7
			}),
			from: map[string]string{"language": "TILLMATE_LANGUAGE", "redis.addresses[0]": "TILLMATE_REDIS_ADDRESSES", "timers.nudges": "tillmate.yaml:3"},
		},
		{
			name: "flags win over the environment", environ: []string{"TILLMATE_KNOWLEDGE=/a", "TILLMATE_LANGUAGE=en"},
			flags: configs.Flags{Knowledge: "/b", Lang: "zh"},
			want:  with(func(c *configs.Config) { c.Knowledge, c.Lang = "/b", knowledge.Chinese }),
			from:  map[string]string{"knowledge": "--knowledge", "language": "--lang"},
		},
		{
			name: "groups", file: "team:\n  groups:\n    - {name: support, chat: -1}\n    - name: 银行组\n      chat: -2\n      desk: bank\n  admins: [7, 8]\n",
			want: with(func(c *configs.Config) {
				c.Team.Groups = []configs.Group{{Name: configs.Named("support"), Chat: -1}, {Name: configs.Named("银行组"), Chat: -2, Desk: "bank"}}
				c.Team.Admins = []int64{7, 8}
			}),
			from: map[string]string{"team.groups[1].chat": "tillmate.yaml:5", "team.groups[0].desk": "tillmate.yaml:3", "team.groups": "tillmate.yaml:2"},
		},
		{
			name: "groups in a variable", environ: []string{"TILLMATE_TEAM_GROUPS=first line:-1, 银行组:-2:bank", "TILLMATE_TEAM_EDITORS=7, 8"},
			want: with(func(c *configs.Config) {
				c.Team.Groups = []configs.Group{{Name: configs.Named("first line"), Chat: -1}, {Name: configs.Named("银行组"), Chat: -2, Desk: "bank"}}
				c.Team.Editors = []int64{7, 8}
			}),
			from: map[string]string{"team.groups[1].chat": "TILLMATE_TEAM_GROUPS"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			folder(t)
			if tc.file != "" {
				write(t, configs.DefaultFile, tc.file)
			}
			got, err := configs.Parse(configs.Input{Environ: tc.environ, Flags: tc.flags})
			if err != nil || !reflect.DeepEqual(got.Config, tc.want) {
				t.Errorf("got %+v, %v", got.Config, err)
			}
			for path, from := range tc.from {
				if got := got.From(path).String(); got != from {
					t.Errorf("%s is from %s, not from %s", path, got, from)
				}
			}
		})
	}
}

// The file is the one that a flag names, else a variable, else the one in the
// working folder.
func TestWhichFile(t *testing.T) {
	folder(t)
	write(t, "flag.yaml", "language: zh\n")
	write(t, "variable.yaml", "language: en\n")
	parse := func(flag, variable string) (configs.Parsed, error) {
		return configs.Parse(configs.Input{Environ: []string{"TILLMATE_CONFIG=" + variable}, Flags: configs.Flags{Config: flag}})
	}
	for _, tc := range []struct{ flag, variable, file, err string }{
		{file: ""},
		{flag: "flag.yaml", variable: "variable.yaml", file: "flag.yaml"},
		{variable: "variable.yaml", file: "variable.yaml"},
		{flag: "missing.yaml", err: "--config: cannot read the configuration: open missing.yaml: "},
		{variable: "missing.yaml", err: "TILLMATE_CONFIG: cannot read the configuration: open missing.yaml: "},
		{flag: ".", err: "--config: cannot read the configuration: read .: is a directory"},
	} {
		got, err := parse(tc.flag, tc.variable)
		if got.File != tc.file || (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) {
			t.Errorf("%+v: got %q, %v", tc, got.File, err)
		}
	}
	write(t, configs.DefaultFile, "language: fr\n")
	if got, err := parse("flag.yaml", ""); err != nil || got.Lang != knowledge.Chinese {
		t.Errorf("got %v, %v", got.Lang, err)
	}
	if _, err := parse("", ""); err == nil {
		t.Error("the file in the working folder is not read")
	}
}

// A secret may stand in a file of its own.
func TestSecretFiles(t *testing.T) {
	folder(t)
	write(t, "token", "\n"+token+"\r\n")
	write(t, "empty", " \n")
	write(t, "large", strings.Repeat("a", 5000))
	for _, tc := range []struct {
		environ []string
		err     string
	}{
		{environ: []string{"TILLMATE_TELEGRAM_TOKEN_FILE=token"}},
		{environ: []string{"TILLMATE_TELEGRAM_TOKEN_FILE=token", "TILLMATE_TELEGRAM_TOKEN="}},
		{environ: []string{"TILLMATE_TELEGRAM_TOKEN_FILE=token", "TILLMATE_TELEGRAM_TOKEN=" + token}, err: "TILLMATE_TELEGRAM_TOKEN_FILE: telegram.token is set twice, here and by TILLMATE_TELEGRAM_TOKEN; unset one of the two"},
		{environ: []string{"TILLMATE_TELEGRAM_TOKEN_FILE=missing"}, err: "TILLMATE_TELEGRAM_TOKEN_FILE: telegram.token cannot be read: open missing: "},
		{environ: []string{"TILLMATE_TELEGRAM_TOKEN_FILE=empty"}, err: "TILLMATE_TELEGRAM_TOKEN_FILE: telegram.token is empty: empty holds nothing"},
		{environ: []string{"TILLMATE_REDIS_PASSWORD_FILE=large"}, err: "large is larger than 4096 bytes"},
		{environ: []string{"TILLMATE_REDIS_MASTER_FILE=token"}, err: "TILLMATE_REDIS_MASTER_FILE: unknown variable"},
	} {
		got, err := configs.Parse(configs.Input{Environ: tc.environ})
		if tc.err == "" {
			if err != nil || got.Telegram.Token.Reveal() != token || got.From("telegram.token").Name != "TILLMATE_TELEGRAM_TOKEN_FILE" {
				t.Errorf("%q: got %v, %v", tc.environ, got.From("telegram.token"), err)
			}
		} else if err == nil || !strings.HasPrefix(err.Error(), tc.err) && !strings.Contains(err.Error(), tc.err) || strings.Contains(err.Error(), token) {
			t.Errorf("%q: got the error %v", tc.environ, err)
		}
	}
}

// Serving demands more, and says all of it at once.
func TestServe(t *testing.T) {
	folder(t)
	for _, tc := range []struct {
		environ []string
		err     []string // the settings with mistakes
	}{
		{err: []string{"telegram.token"}},
		{environ: []string{"TILLMATE_TELEGRAM_TOKEN=" + token}},
		{environ: []string{"TILLMATE_TELEGRAM_INTAKE=webhook"}, err: []string{"telegram.webhook.url", "telegram.token", "telegram.webhook.secret"}},
		{environ: []string{
			"TILLMATE_TELEGRAM_TOKEN=" + token, "TILLMATE_TELEGRAM_INTAKE=webhook",
			"TILLMATE_TELEGRAM_WEBHOOK_URL=https://a.example/b", "TILLMATE_TELEGRAM_WEBHOOK_SECRET=" + secret,
		}},
	} {
		_, err := configs.Parse(configs.Input{Environ: tc.environ, Serve: true})
		if got := paths(err); !slices.Equal(got, tc.err) {
			t.Errorf("%q: got mistakes in %q: %v", tc.environ, got, err)
		}
	}
}

// paths gives the settings that an error is about.
func paths(err error) []string {
	var out []string
	if ms, ok := errors.AsType[configs.Mistakes](err); ok {
		for _, m := range ms {
			out = append(out, m.Setting)
		}
	}
	return out
}

// Every setting has its variable, and only those variables exist.
func TestVariables(t *testing.T) {
	all := configs.Variables()
	if !slices.IsSorted(all) || !slices.Contains(all, "TILLMATE_TELEGRAM_WEBHOOK_SECRET_FILE") || slices.Contains(all, "TILLMATE_REDIS_DB_FILE") {
		t.Errorf("the variables are %q", all)
	}
	values := map[string]string{
		"TILLMATE_KNOWLEDGE": "x", "TILLMATE_LANGUAGE": "en", "TILLMATE_TELEGRAM_TOKEN": token, "TILLMATE_TELEGRAM_API": "http://x",
		"TILLMATE_TELEGRAM_INTAKE": "webhook", "TILLMATE_TELEGRAM_WEBHOOK_URL": "https://x", "TILLMATE_TELEGRAM_WEBHOOK_SECRET": secret,
		"TILLMATE_TELEGRAM_WEBHOOK_LISTEN": ":1", "TILLMATE_TELEGRAM_WEBHOOK_MAX_CONNECTIONS": "1", "TILLMATE_TELEGRAM_PER_SECOND": "0",
		"TILLMATE_REDIS_MODE": "sentinel", "TILLMATE_REDIS_ADDRESSES": "x:1", "TILLMATE_REDIS_MASTER": "x", "TILLMATE_REDIS_USERNAME": "x",
		"TILLMATE_REDIS_PASSWORD": "x", "TILLMATE_REDIS_DB": "1", "TILLMATE_REDIS_TLS": "true", "TILLMATE_REDIS_WAIT": "1",
		"TILLMATE_TEAM_GROUPS": "x:-1", "TILLMATE_TEAM_ADMINS": "1", "TILLMATE_TEAM_EDITORS": "1", "TILLMATE_LIMITS_USER_EVENTS": "1",
		"TILLMATE_LIMITS_USER_WINDOW": "1s", "TILLMATE_LIMITS_INBOX": "100", "TILLMATE_LIMITS_OUTBOX": "100", "TILLMATE_LIMITS_STATE_DAYS": "1",
		"TILLMATE_TEAM_AGENTS": "1", "TILLMATE_TEAM_SILENCE": "1h", "TILLMATE_TEAM_CANNED": "replies.yaml", "TILLMATE_LIMITS_CASE_DAYS": "1",
		"TILLMATE_TEAM_HOURS_TIMEZONE": "UTC", "TILLMATE_TEAM_HOURS_HOLIDAYS": "2026-10-01,2026-10-10 09:00-12:00 13:00-18:00",
		"TILLMATE_TEAM_TARGETS_URGENT_FIRST": "1m", "TILLMATE_TEAM_TARGETS_URGENT_RESOLVE": "1m", "TILLMATE_TEAM_TARGETS_HIGH_FIRST": "1m",
		"TILLMATE_TEAM_TARGETS_HIGH_RESOLVE": "1m", "TILLMATE_TEAM_TARGETS_NORMAL_FIRST": "1m", "TILLMATE_TEAM_TARGETS_NORMAL_RESOLVE": "1m",
		"TILLMATE_HTTP_LISTEN": ":2", "TILLMATE_PAGE_LISTEN": ":3", "TILLMATE_PAGE_URL": "https://desk.example.com", "TILLMATE_LOG_LEVEL": "warn", "TILLMATE_LOG_FORMAT": "json", "TILLMATE_TIMERS_NUDGES": "false",
	}
	for _, day := range []string{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"} {
		values["TILLMATE_TEAM_HOURS_"+day] = "09:00-18:00"
	}
	folder(t)
	write(t, "replies.yaml", "- {id: a, zh: 您好, en: Hello}\n")
	var environ []string
	for name, value := range values {
		environ = append(environ, name+"="+value)
	}
	got, err := configs.Parse(configs.Input{Environ: environ, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{"TILLMATE_CONFIG": true}
	for _, s := range got.Settings() {
		set[s.From.Name] = true
		if s.From.IsZero() {
			t.Errorf("%s has no value in this test, or no variable", s.Path)
		}
	}
	for _, name := range all {
		if !set[name] && !set[strings.TrimSuffix(name, "_FILE")] {
			t.Errorf("%s sets nothing", name)
		}
	}
}
