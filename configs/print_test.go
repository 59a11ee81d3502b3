package configs_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
)

func TestPrint(t *testing.T) {
	folder(t)
	write(t, configs.DefaultFile, "redis:\n  addresses:\n  - a:1\n  password: hush\n")
	p, err := configs.Parse(configs.Input{
		Environ: []string{"TILLMATE_TELEGRAM_TOKEN=" + token, "TILLMATE_TEAM_GROUPS=support:-1"},
		Flags:   configs.Flags{Lang: "en"},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.YAML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"knowledge: ''\n",
		"language: en # from --lang\n",
		"  token: null # hidden, from TILLMATE_TELEGRAM_TOKEN\n",
		"    secret: null\n",
		"  addresses: ['a:1'] # from tillmate.yaml:2\n",
		"  password: null # hidden, from tillmate.yaml:4\n",
		"  groups: [{name: support, chat: -1}] # from TILLMATE_TEAM_GROUPS\n",
		"  user_window: 10s\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the file lacks %q:\n%s", want, out)
		}
	}
	list, err := json.Marshal(p.Settings())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"setting":"telegram.token","value":"••••","from":"TILLMATE_TELEGRAM_TOKEN"}`,
		`{"setting":"telegram.webhook.secret","value":"","from":"default"}`,
		`{"setting":"limits.user_window","value":"10s","from":"default"}`,
		`{"setting":"team.groups","value":[{"name":"support","chat":-1}],"from":"TILLMATE_TEAM_GROUPS"}`,
		`{"setting":"team.admins","value":[],"from":"default"}`,
	} {
		if !strings.Contains(string(list), want) {
			t.Errorf("the list lacks %s:\n%s", want, list)
		}
	}
	if all := string(out) + string(list); strings.Contains(all, token) || strings.Contains(all, "hush") {
		t.Error("a secret is shown")
	}
}

// texts draws texts that a setting takes, the strange ones too.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "x", "no", "null", "~", "1", "1e3", "0x1", "- a", "# a", "a # b", "a: b", "{a}", "[a]", "'", "\"", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", " a ", "2026-01-01", "<<", "=", "\u2028", "\ufeff", "中文", "👍"}),
		rapid.StringMatching(`[^\pC]{0,20}`),
	)
}

func drawn(t *rapid.T) configs.Config {
	c := configs.Defaults()
	c.Knowledge = texts().Draw(t, "knowledge")
	c.Lang = rapid.SampledFrom([]knowledge.Lang{"", knowledge.Chinese, knowledge.English}).Draw(t, "language")
	c.Telegram.PerSecond = rapid.IntRange(0, 1000).Draw(t, "per_second")
	c.Telegram.Webhook.URL = rapid.SampledFrom([]string{"", "https://a.example", "https://a.example:8443/b%20c"}).Draw(t, "url")
	c.Page = rapid.SampledFrom([]configs.Page{
		{}, {Listen: "127.0.0.1:8082"}, {URL: "https://desk.example.com"}, {Listen: ":8082", URL: "https://desk.example.com:8443"},
	}).Draw(t, "page")
	c.Redis.Mode = rapid.SampledFrom([]configs.RedisMode{configs.Single, configs.Sentinel, configs.Cluster}).Draw(t, "mode")
	c.Redis.Addresses = rapid.SliceOfN(rapid.SampledFrom([]string{"a:1", "[::1]:6379", "10.0.0.1:6379"}), 1, 1).Draw(t, "addresses")
	if c.Redis.Mode == configs.Sentinel {
		c.Redis.Master = texts().Filter(func(s string) bool { return s != "" }).Draw(t, "master")
	}
	c.Redis.Username = texts().Draw(t, "username")
	c.Redis.TLS = rapid.Bool().Draw(t, "tls")
	c.Team.Admins = rapid.SliceOfDistinct(rapid.Int64Range(1, 700_000), rapid.ID).Draw(t, "admins")
	names := rapid.SliceOfNDistinct(texts().Filter(func(s string) bool { return s != "" && !strings.ContainsAny(s, ":,") }), 0, 4, rapid.ID).Draw(t, "names")
	for i, name := range names {
		c.Team.Groups = append(c.Team.Groups, configs.Group{
			Name: configs.Label{ZH: name, EN: rapid.SampledFrom([]string{name, "x" + name}).Draw(t, "en")}, Chat: -int64(i) - 1,
			Desk: []string{"", "bank", "device", "night"}[i], Lead: rapid.Int64Range(0, 9).Draw(t, "lead"),
			Language: rapid.SampledFrom([]string{"", "zh-hant", "en"}).Draw(t, "of cards"),
		})
	}
	c.Team.Hours = rapid.SampledFrom([]configs.Hours{
		{}, {Timezone: "Asia/Shanghai", Monday: "09:00-12:00 13:00-18:00", Sunday: "closed", Holidays: []string{"2026-10-01", "2026-10-10 09:00-18:00"}},
	}).Draw(t, "hours")
	c.Team.Targets.Urgent.First = time.Duration(rapid.Int64Range(int64(time.Minute), int64(time.Hour)).Draw(t, "first"))
	words := texts().Filter(func(s string) bool { return strings.TrimSpace(s) != "" && !strings.Contains(s, "{") })
	for i := range rapid.IntRange(0, 2).Draw(t, "replies") {
		c.Team.Canned = append(c.Team.Canned, configs.Reply{
			ID: []string{"a", "0-b_c"}[i], ZH: words.Draw(t, "zh") + "\n{case}", EN: words.Draw(t, "en"), Title: configs.Named(texts().Draw(t, "title")),
		})
	}
	c.Limits.UserWindow = time.Duration(rapid.Int64Range(int64(time.Second), int64(time.Hour)).Draw(t, "window"))
	c.Log.Format = rapid.SampledFrom([]configs.LogFormat{configs.LogAuto, configs.LogJSON, configs.LogText}).Draw(t, "format")
	c.Timers.Nudges = rapid.Bool().Draw(t, "nudges")
	return c
}

// What is printed gives the same configuration when it is read.
func TestPrintThenParse(t *testing.T) {
	folder(t)
	rapid.Check(t, func(r *rapid.T) {
		want := drawn(r)
		out, err := configs.Parsed{Config: want}.YAML()
		if err != nil {
			r.Fatal(err)
		}
		write(t, configs.DefaultFile, string(out))
		got, err := configs.Parse(configs.Input{})
		if err != nil || !same(got.Config, want) {
			r.Fatalf("got %+v, %v from\n%s", got.Config, err, out)
		}
		again, err := configs.Parsed{Config: got.Config}.YAML()
		if err != nil || string(again) != string(out) {
			r.Fatalf("printed again it is %v\n%s\nnot\n%s", err, again, out)
		}
	})
}

// same compares configurations; a list with nothing in it is none.
func same(a, b configs.Config) bool {
	for _, c := range []*configs.Config{&a, &b} {
		for _, ids := range []*[]int64{&c.Team.Agents, &c.Team.Admins, &c.Team.Editors} {
			if len(*ids) == 0 {
				*ids = nil
			}
		}
		if len(c.Team.Hours.Holidays) == 0 {
			c.Team.Hours.Holidays = nil
		}
		if len(c.Team.Canned) == 0 {
			c.Team.Canned = nil
		}
		if len(c.Team.Groups) == 0 {
			c.Team.Groups = nil
		}
	}
	return reflect.DeepEqual(a, b)
}

// The example holds every setting with its default, and changes nothing as it
// is.
func TestExample(t *testing.T) {
	folder(t)
	write(t, configs.DefaultFile, configs.ExampleFile())
	p, err := configs.Parse(configs.Input{})
	if err != nil || !same(p.Config, configs.Defaults()) {
		t.Errorf("as it is: %+v, %v", p.Config, err)
	}
	on := regexp.MustCompile(`(?m)^( *)#([a-z_]+:)`).ReplaceAllString(configs.ExampleFile(), "$1$2")
	write(t, configs.DefaultFile, on)
	if p, err = configs.Parse(configs.Input{}); err != nil || !same(p.Config, configs.Defaults()) {
		t.Errorf("switched on: %+v, %v", p.Config, err)
	}
	for _, s := range p.Settings() {
		_, secret := s.Value.(configs.Secret)
		name := s.Path[strings.LastIndex(s.Path, ".")+1:]
		if s.From.IsZero() && (!secret || !strings.Contains(on, " "+name+":\n")) {
			t.Errorf("the example lacks %s", s.Path)
		}
	}
}

// The variables of the example exist.
func TestExampleEnv(t *testing.T) {
	folder(t)
	var environ []string
	for line := range strings.Lines(configs.ExampleEnv()) {
		if name, _, ok := strings.Cut(strings.TrimPrefix(line, "#"), "="); ok && strings.HasPrefix(name, configs.Prefix) {
			environ = append(environ, name+"=")
		}
	}
	if _, err := configs.Parse(configs.Input{Environ: environ}); err != nil || len(environ) < 4 {
		t.Errorf("got %v of %q", err, environ)
	}
}
