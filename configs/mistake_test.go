package configs_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/configs"
)

// Every mistake is told with where it is, what is wrong and how to mend it.
func TestMistakes(t *testing.T) {
	for _, tc := range []struct {
		file    string
		environ string // one variable
		want    []string
	}{
		{environ: "TILLMATE_LANGUAGE=fr", want: []string{`TILLMATE_LANGUAGE: language "fr" is not known; write zh or en`}},
		{environ: "TILLMATE_Z=hush", want: []string{"TILLMATE_Z: unknown variable; correct its name or unset it"}},
		{environ: "TILLMATE_language=en", want: []string{"TILLMATE_language: unknown variable; did you mean TILLMATE_LANGUAGE?"}},
		{environ: "TILLMATE_LANG=en", want: []string{"TILLMATE_LANG: unknown variable; did you mean TILLMATE_LANGUAGE?"}},
		{environ: "TILLMATE_TELEGRAM_TOKEN_FIEL=x", want: []string{"TILLMATE_TELEGRAM_TOKEN_FIEL: unknown variable; did you mean TILLMATE_TELEGRAM_TOKEN_FILE?"}},
		{environ: "TILLMATE_TELEGRAM_PORT=1", want: []string{"TILLMATE_TELEGRAM_PORT: unknown variable; correct its name or unset it"}},
		{environ: "TILLMATE_REDIS_DB=hush", want: []string{"TILLMATE_REDIS_DB: redis.db cannot be read; write a whole number"}},
		{environ: "TILLMATE_REDIS_TLS=hush", want: []string{"TILLMATE_REDIS_TLS: redis.tls cannot be read; write true or false"}},
		{environ: "TILLMATE_LIMITS_USER_WINDOW=10", want: []string{"TILLMATE_LIMITS_USER_WINDOW: limits.user_window cannot be read; write a time such as 10s or 5m"}},
		{environ: "TILLMATE_TEAM_ADMINS=1;2", want: []string{"TILLMATE_TEAM_ADMINS: team.admins cannot be read; write numbers with commas between them"}},
		{environ: "TILLMATE_TEAM_GROUPS=support", want: []string{"TILLMATE_TEAM_GROUPS: team.groups cannot be read; write groups as name:chat or name:chat:desk, with commas between them"}},
		{environ: "TILLMATE_TEAM_GROUPS=a:-1:bnk,b:-2", want: []string{`TILLMATE_TEAM_GROUPS: team.groups[0].desk "bnk" is the desk of no route; did you mean "bank"? If not, name the route too`}},
		{environ: "TILLMATE_TELEGRAM_TOKEN=hush", want: []string{"TILLMATE_TELEGRAM_TOKEN: telegram.token is no token; copy it whole from @BotFather: digits, a colon and 35 characters"}},

		{file: "languag: en\n", want: []string{`tillmate.yaml:1: unknown key "languag"; did you mean "language"?`}},
		{file: "\ntelegram:\n  tokn: hush\n", want: []string{`tillmate.yaml:3: unknown key "tokn" in telegram; did you mean "token"?`}},
		{file: "token: hush\n", want: []string{`tillmate.yaml:1: unknown key "token"; it belongs to telegram.token`}},
		{file: "http: {zzz: 1}\n", want: []string{`tillmate.yaml:1: unknown key "zzz" in http; known here: listen`}},
		{file: "telegram:\n  listen: x\n", want: []string{`tillmate.yaml:2: unknown key "listen" in telegram; it belongs to http.listen or page.listen or telegram.webhook.listen`}},
		{file: "{" + token + ": 1}\n", want: []string{"tillmate.yaml:1: this is no key; write name: value, with a space after the colon"}},
		{file: "? [a]\n: b\n", want: []string{"tillmate.yaml:1: this is no key; write name: value, with a space after the colon"}},
		{file: "telegram:\n  token:hush\n", want: []string{"tillmate.yaml:2: telegram holds no settings; write them one a line, as name: value"}},
		{file: "- a\n", want: []string{"tillmate.yaml:1: holds no settings; write them one a line, as name: value"}},
		{file: "language: en\nlanguage: zh\n", want: []string{"tillmate.yaml:2: language is set already in line 1; keep one of the two"}},
		{file: "language: &x en\nknowledge: *x\n", want: []string{"tillmate.yaml:2: knowledge refers to another place; write the value here"}},
		{file: "telegram: {token: [hush]}\n", want: []string{"tillmate.yaml:1: telegram.token cannot be read; write one text"}},
		{file: "redis: {addresses: hush}\n", want: []string{"tillmate.yaml:1: redis.addresses cannot be read; write a list of texts: [a, b]"}},
		{file: "redis: {db: hush}\n", want: []string{"tillmate.yaml:1: redis.db cannot be read; write a whole number"}},
		{file: "team: {groups: {name: a}}\n", want: []string{"tillmate.yaml:1: team.groups cannot be read; write a list of groups: [{name: support, chat: -1001234567890}]"}},
		{file: "team:\n  groups:\n    - {name: a, chat: -1}\n    - {name: a, caht: -2, desk: bank}\n", want: []string{
			`tillmate.yaml:4: unknown key "caht" in team.groups[1]; did you mean "chat"?`,
			`tillmate.yaml:4: team.groups[1].name "a" is the name of another group too; rename one of them`,
			"tillmate.yaml:4: team.groups[1].chat 0 is no group; write the id of the group; it is below 0, such as -1001234567890",
		}},
		{file: "team:\n  groups:\n  - name: {zh: 甲, fr: a}\n    chat: -1\n", want: []string{
			"tillmate.yaml:3: team.groups[0].name cannot be read; write one text, or one in each language: {zh: 客服组, en: Support}",
			"tillmate.yaml:3: team.groups[0].name is not set; give the group a short name",
		}},
		{file: "team:\n  hours:\n    timezone: UTC\n    friday: 9-18\n", want: []string{
			`tillmate.yaml:4: team.hours.friday "9-18" cannot be read: "9-18" is no time from and to; write times such as 09:00-18:00 or 09:00-12:00 13:00-18:00, or closed`,
		}},
		{file: "team:\n  hours: {timezone: UTC, friday: 22:00-06:00}\n", want: []string{
			`tillmate.yaml:2: team.hours.friday "22:00-06:00" cannot be read: 22:00-06:00 ends before it begins: what goes on after midnight ends at 24:00, and goes on the next day at 00:00; write times such as 09:00-18:00 or 09:00-12:00 13:00-18:00, or closed`,
		}},
		{file: "team:\n  targets:\n    high: {first: 2h, resolve: 1h}\n", want: []string{
			"tillmate.yaml:3: team.targets.high.resolve 1h0m0s is less than 2h0m0s for the first answer; write the longer time here",
		}},
		{file: "team: {canned: {id: a}}\n", want: []string{
			"tillmate.yaml:1: team.canned cannot be read; write a list of replies: [{id: hello, zh: 您好, en: Hello}], or the name of a file that holds one",
		}},
		{file: "team:\n  canned:\n  - {id: a, zh: '{shop}您好', en: x}\n  - {id: a, zh: x}\n", want: []string{
			`tillmate.yaml:3: team.canned[0].zh "{shop}" is not filled in; write {merchant}, {terminal}, {code} or {case}`,
			`tillmate.yaml:4: team.canned[1].id "a" is the id of another reply too; rename one of them`,
			"tillmate.yaml:4: team.canned[1].en is not set; write the reply in this language too",
		}},
		{environ: "TILLMATE_TEAM_CANNED=missing.yaml", want: []string{
			"TILLMATE_TEAM_CANNED: team.canned cannot be read: open missing.yaml: no such file or directory; name a file that holds a list of replies",
		}},
		{file: "a: [\n", want: []string{"tillmate.yaml:2: this is no YAML: did not find expected node content; mend it here or in the line before"}},
		{file: "redis:\n  password: *hush\n", want: []string{"tillmate.yaml:2: this is no YAML: unknown anchor … referenced; mend it here or in the line before"}},
		{file: "language: en\n---\nlanguage: zh\n", want: []string{"tillmate.yaml:2: this is no YAML: a second document begins; mend it here or in the line before"}},
		{file: "language: \x00\n", want: []string{"tillmate.yaml: this is no YAML: control characters are not allowed (value: 0); mend it here or in the line before"}},

		{file: "language: fr\nredis:\n  mode: hash\n  db: -1\nloge: 1\n", environ: "TILLMATE_LOG_LEVEL=loud", want: []string{
			`tillmate.yaml:1: language "fr" is not known; write zh or en`,
			`tillmate.yaml:3: redis.mode "hash" is not known; write single, sentinel or cluster`,
			"tillmate.yaml:4: redis.db -1 is out of range; write a number from 0 to 1000000",
			`tillmate.yaml:5: unknown key "loge"; did you mean "log"?`,
			`TILLMATE_LOG_LEVEL: log.level "loud" is not known; write debug, info, warn or error`,
		}},
	} {
		t.Run(tc.file+tc.environ, func(t *testing.T) {
			folder(t)
			if tc.file != "" {
				write(t, configs.DefaultFile, tc.file)
			}
			_, err := configs.Parse(configs.Input{Environ: []string{tc.environ}})
			want := tc.want[0]
			if n := len(tc.want); n > 1 {
				want = string(rune('0'+n)) + " mistakes in the configuration:\n  " + strings.Join(tc.want, "\n  ")
			}
			if err == nil || err.Error() != want || strings.Contains(err.Error(), "hush") {
				t.Errorf("got the error\n%v\nnot\n%v", err, want)
			}
		})
	}
}

// What goes together, and what a value may be. Each is the file, and the
// setting with the mistake; "" is none.
func TestRules(t *testing.T) {
	for _, tc := range []struct{ file, path string }{
		{"knowledge: \"a\\nb\"", "knowledge"},
		{"telegram: {token: '" + token + "'}", ""},
		{"telegram: {token: 'bot" + token + "'}", "telegram.token"},
		{"telegram: {token: '" + token + " '}", "telegram.token"},
		{"telegram: {api: 'http://localhost:8081/bot'}", ""},
		{"telegram: {api: 'https://api.telegram.org/'}", "telegram.api"},
		{"telegram: {api: api.telegram.org}", "telegram.api"},
		{"telegram: {api: ''}", "telegram.api"},
		{"telegram: {api: 'ftp://x'}", "telegram.api"},
		{"telegram: {api: 'https://a:b@x'}", "telegram.api"},
		{"telegram: {api: 'https://x?y'}", "telegram.api"},
		{"telegram: {intake: push}", "telegram.intake"},
		{"telegram: {per_second: 0}", ""},
		{"telegram: {per_second: -1}", "telegram.per_second"},
		{"telegram: {per_second: 1001}", "telegram.per_second"},
		{"telegram: {intake: webhook}", "telegram.webhook.url"},
		{"telegram: {intake: webhook, webhook: {url: 'https://x/y'}}", ""},
		{"telegram: {intake: webhook, webhook: {url: 'https://x:8443/y'}}", ""},
		{"telegram: {intake: webhook, webhook: {url: 'https://x:8080/y'}}", "telegram.webhook.url"},
		{"telegram: {webhook: {url: 'http://x/y'}}", "telegram.webhook.url"},
		{"telegram: {webhook: {url: 'https:///y'}}", "telegram.webhook.url"},
		{"telegram: {webhook: {secret: 0123456789abcde}}", "telegram.webhook.secret"},
		{"telegram: {webhook: {secret: 0123456789abcdef}}", ""},
		{"telegram: {webhook: {secret: 0123456789abcdef%}}", "telegram.webhook.secret"},
		{"telegram: {webhook: {max_connections: 101}}", "telegram.webhook.max_connections"},
		{"telegram: {webhook: {max_connections: 0}}", "telegram.webhook.max_connections"},
		{"telegram: {webhook: {listen: ':http'}}", "telegram.webhook.listen"},
		{"telegram: {intake: webhook, webhook: {url: 'https://x/y', listen: '127.0.0.1:8080'}}", "telegram.webhook.listen"},
		{"telegram: {webhook: {listen: '127.0.0.1:8080'}}", ""},
		{"redis: {addresses: []}", "redis.addresses"},
		{"redis: {addresses: [a]}", "redis.addresses[0]"},
		{"redis: {addresses: ['redis://a:1']}", "redis.addresses[0]"},
		{"redis: {addresses: ['u:p@a:1']}", "redis.addresses[0]"},
		{"redis: {addresses: [':1']}", "redis.addresses[0]"},
		{"redis: {addresses: ['a:0']}", "redis.addresses[0]"},
		{"redis: {addresses: ['a:+1']}", "redis.addresses[0]"},
		{"redis: {addresses: ['a:65536']}", "redis.addresses[0]"},
		{"redis: {addresses: ['[::1]:6379']}", ""},
		{"redis: {addresses: ['a:1', 'b:1']}", "redis.addresses"},
		{"redis: {mode: cluster, addresses: ['a:1', 'b:1']}", ""},
		{"redis: {mode: cluster, addresses: ['a:1', b]}", "redis.addresses[1]"},
		{"redis: {mode: cluster, db: 1}", "redis.db"},
		{"redis: {mode: cluster, master: a}", "redis.master"},
		{"redis: {mode: sentinel}", "redis.master"},
		{"redis: {mode: sentinel, master: a, db: 1}", ""},
		{"redis: {master: a}", "redis.master"},
		{"redis: {username: \"a\\tb\"}", "redis.username"},
		{"redis: {wait: 11}", "redis.wait"},
		{"redis: {wait: -1}", "redis.wait"},
		{"team: {admins: [0]}", "team.admins[0]"},
		{"team: {admins: [1, -5]}", "team.admins[1]"},
		{"team: {admins: [1, 2, 1]}", "team.admins[2]"},
		{"team: {admins: [1087968824]}", "team.admins[0]"},
		{"team: {editors: [777000]}", "team.editors[0]"},
		{"team: {admins: [1], editors: [1]}", ""},
		{"team: {groups: [{name: a, chat: -1}]}", ""},
		{"team: {groups: [{chat: -1}]}", "team.groups[0].name"},
		{"team: {groups: [{name: 'a:b', chat: -1}]}", "team.groups[0].name"},
		{"team: {groups: [{name: a}]}", "team.groups[0].chat"},
		{"team: {groups: [{name: a, chat: 1}]}", "team.groups[0].chat"},
		{"team: {groups: [{name: a, chat: -1, desk: none}, {name: b, chat: -2}]}", "team.groups[0].desk"},
		{"team: {groups: [{name: a, chat: -1, desk: bank}]}", "team.groups"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2}]}", "team.groups[1].desk"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -1, desk: bank}]}", "team.groups[1].chat"},
		{"team: {agents: [1, 1]}", "team.agents[1]"},
		{"team: {agents: [1], admins: [1]}", ""},
		{"team: {groups: [{name: a, chat: -1, lead: 777000}]}", "team.groups[0].lead"},
		{"team: {groups: [{name: a, chat: -1, lead: 7, language: zh-hant}]}", ""},
		{"team: {groups: [{name: a, chat: -1, language: fr}]}", "team.groups[0].language"},
		{"team: {groups: [{name: {zh: 甲, en: A}, chat: -1}, {name: {zh: 乙, en: A}, chat: -2, desk: bank}]}", "team.groups[1].name"},
		{"team: {groups: [{name: {zh: 甲}, chat: -1}]}", "team.groups[0].name team.groups[0].name"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: night}]}", ""},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: Night}]}", "team.groups[1].desk"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: a2345678901234567890x}]}", "team.groups[1].desk"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: support}]}", "team.groups[1].desk"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: dev}]}", "team.groups[1].desk"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: dev, route: device}]}", ""},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: device, route: device}]}", ""},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: device, route: bank}]}", "team.groups[1].route"},
		{"team: {groups: [{name: a, chat: -1, route: device}, {name: b, chat: -2, desk: device}]}", "team.groups[1].route"},
		{"team: {groups: [{name: a, chat: -1}, {name: b, chat: -2, desk: x, route: none}]}", "team.groups[1].route"},
		{"team: {hours: {timezone: Asia/Shanghai, monday: 09:00-18:00}}", ""},
		{"team: {hours: {timezone: Asia/Shanghai, monday: '9:00-12:00, 13:30-24:00', sunday: closed}}", ""},
		{"team: {hours: {monday: 09:00-18:00}}", "team.hours.timezone"},
		{"team: {hours: {holidays: [2026-10-01]}}", "team.hours.timezone"},
		{"team: {hours: {timezone: Asia/Shanghai, holidays: [2026-10-01, '2026-10-10 09:00-18:00']}}", ""},
		{"team: {hours: {timezone: Asia/Shanghai, holidays: [2026-10-01, 2026-10-01]}}", "team.hours.holidays[1]"},
		{"team: {hours: {timezone: Asia/Shanghai, holidays: [2026-02-30]}}", "team.hours.holidays[0]"},
		{"team: {hours: {timezone: Asia/Shanghai, holidays: ['2026-02-20 18:00-09:00']}}", "team.hours.holidays[0]"},
		{"team: {hours: {timezone: Local}}", "team.hours.timezone"},
		{"team: {hours: {timezone: Asia/Shangai}}", "team.hours.timezone"},
		{"team: {hours: {timezone: UTC, monday: closed, tuesday: closed}}", "team.hours"},
		{"team: {hours: {timezone: UTC, monday: 09:00-13:00 12:00-18:00}}", "team.hours.monday"},
		{"team: {hours: {timezone: UTC, monday: 09:60-13:00}}", "team.hours.monday"},
		{"team: {hours: {timezone: UTC, monday: 09:00-24:01}}", "team.hours.monday"},
		{"team: {targets: {urgent: {first: 0s}}}", "team.targets.urgent.first"},
		{"team: {targets: {normal: {resolve: 2161h}}}", "team.targets.normal.resolve"},
		{"team: {silence: 59m}", "team.silence"},
		{"team: {canned: []}", ""},
		{"team: {canned: [{id: 'a:b', zh: x, en: x}]}", "team.canned[0].id"},
		{"team: {canned: [{id: a, zh: '{case} {code} {terminal} {merchant}', en: x, title: T}]}", ""},
		{"limits: {case_days: 0}", "limits.case_days"},
		{"limits: {user_events: 0}", "limits.user_events"},
		{"limits: {user_window: 0s}", "limits.user_window"},
		{"limits: {user_window: -1s}", "limits.user_window"},
		{"limits: {user_window: 61m}", "limits.user_window"},
		{"limits: {inbox: 99}", "limits.inbox"},
		{"limits: {outbox: 99}", "limits.outbox"},
		{"limits: {state_days: 0}", "limits.state_days"},
		{"http: {listen: '127.0.0.1:0'}", ""},
		{"http: {listen: ':8080'}", ""},
		{"http: {listen: '8080'}", "http.listen"},
		{"http: {listen: ''}", "http.listen"},
		{"log: {level: INFO}", "log.level"},
		{"log: {format: yaml}", "log.format"},
	} {
		t.Run(tc.file, func(t *testing.T) {
			folder(t)
			write(t, configs.DefaultFile, tc.file)
			_, err := configs.Parse(configs.Input{})
			if tc.path == "" && err != nil || tc.path != "" && strings.Join(paths(err), " ") != tc.path {
				t.Errorf("got the error %v", err)
			}
		})
	}
}

// Programs read mistakes with their place apart.
func TestMistakeJSON(t *testing.T) {
	m := configs.Mistake{From: configs.Origin{Name: "tillmate.yaml", Line: 3}, Setting: "redis.db", What: "redis.db -1 is out of range", Mend: "write a number"}
	got, err := json.Marshal(m)
	const want = `{"from":"tillmate.yaml","line":3,"setting":"redis.db","what":"redis.db -1 is out of range","mend":"write a number"}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}
