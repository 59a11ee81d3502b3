// Package configs holds the one configuration of the program: defaults in
// code, then a YAML file, then the environment, then flags. [Parse] reads and
// validates all of it and reports every mistake at once, each with where it
// came from. Only the commands import it; rooms below get the values they need
// and must not know that there is a configuration.
package configs

import (
	"fmt"
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// Config is everything that can be set. A setting is named by its path in the
// file, such as telegram.webhook.url; its variable is [Prefix] and the path in
// capitals, TILLMATE_TELEGRAM_WEBHOOK_URL.
type Config struct {
	// Knowledge is the folder of the knowledge base; "" is the built-in one.
	Knowledge string `yaml:"knowledge" env:"KNOWLEDGE"`
	// Lang fixes the language of the dialogue: zh or en; "" follows the
	// merchant, starting in Chinese.
	Lang     knowledge.Lang `yaml:"language" env:"LANGUAGE"`
	Telegram Telegram       `yaml:"telegram" envPrefix:"TELEGRAM_"`
	Redis    Redis          `yaml:"redis" envPrefix:"REDIS_"`
	Team     Team           `yaml:"team" envPrefix:"TEAM_"`
	Limits   Limits         `yaml:"limits" envPrefix:"LIMITS_"`
	HTTP     HTTP           `yaml:"http" envPrefix:"HTTP_"`
	Page     Page           `yaml:"page" envPrefix:"PAGE_"`
	Log      Log            `yaml:"log" envPrefix:"LOG_"`
	Timers   Timers         `yaml:"timers" envPrefix:"TIMERS_"`
}

// Limits keep one merchant, and what waits, from taking everything.
type Limits struct {
	// UserEvents is how many updates of one user are taken in UserWindow.
	UserEvents int           `yaml:"user_events" env:"USER_EVENTS"`
	UserWindow time.Duration `yaml:"user_window" env:"USER_WINDOW"`
	// Inbox is how many updates, and Outbox how many deliveries, may wait in
	// Redis; then polling pauses, and Telegram keeps what comes.
	Inbox  int `yaml:"inbox" env:"INBOX"`
	Outbox int `yaml:"outbox" env:"OUTBOX"`
	// StateDays is how many days a conversation is kept after its last turn.
	StateDays int `yaml:"state_days" env:"STATE_DAYS"`
	// CaseDays is how many days a case is kept after its last change.
	CaseDays int `yaml:"case_days" env:"CASE_DAYS"`
}

// HTTP is the listener for health and metrics.
type HTTP struct {
	Listen string `yaml:"listen" env:"LISTEN"` // host:port
}

// LogFormat is how log lines are written.
type LogFormat string

// The formats of the log.
const (
	LogAuto LogFormat = "auto" // text on a terminal, else JSON
	LogJSON LogFormat = "json"
	LogText LogFormat = "text"
)

// Log is what is logged, and how.
type Log struct {
	// Level is debug, info, warn or error, as [log/slog.Level] reads it.
	Level  string    `yaml:"level" env:"LEVEL"`
	Format LogFormat `yaml:"format" env:"FORMAT"`
}

// Timers is what the bot says by itself.
type Timers struct {
	// Nudges reminds merchants who fell silent.
	Nudges bool `yaml:"nudges" env:"NUDGES"`
}

// Defaults gives the configuration when nothing is set.
func Defaults() Config {
	return Config{
		Telegram: Telegram{
			API: defaultAPI, Intake: Poll, PerSecond: 30,
			Webhook: Webhook{Listen: "127.0.0.1:8081", MaxConnections: 40},
		},
		Redis:  Redis{Mode: Single, Addresses: []string{"127.0.0.1:6379"}},
		Team:   defaultTeam(),
		Limits: Limits{UserEvents: 20, UserWindow: 10 * time.Second, Inbox: 20_000, Outbox: 20_000, StateDays: 90, CaseDays: 400},
		HTTP:   HTTP{Listen: "127.0.0.1:8080"},
		Log:    Log{Level: "info", Format: LogAuto},
		Timers: Timers{Nudges: true},
	}
}

// validate checks every setting and how they go together.
func (p *parser) validate() {
	oneOf(p, "language", p.Lang, "", knowledge.Chinese, knowledge.English)
	p.text("knowledge", p.Knowledge)
	p.telegram()
	p.redis()
	p.team()
	p.within("limits.user_events", p.Limits.UserEvents, 1, 10_000)
	if w := p.Limits.UserWindow; w < time.Second || w > time.Hour {
		p.fail("limits.user_window", fmt.Sprintf("%s is out of range", w), "write a time from 1s to 1h")
	}
	p.within("limits.inbox", p.Limits.Inbox, 100, 10_000_000)
	p.within("limits.outbox", p.Limits.Outbox, 100, 10_000_000)
	p.within("limits.state_days", p.Limits.StateDays, 1, 3650)
	p.within("limits.case_days", p.Limits.CaseDays, 1, 3650)
	p.address("http.listen", p.HTTP.Listen)
	p.page()
	oneOf(p, "log.level", p.Log.Level, "debug", "info", "warn", "error")
	oneOf(p, "log.format", p.Log.Format, LogAuto, LogJSON, LogText)
}
