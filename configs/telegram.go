package configs

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Intake is how updates come from Telegram.
type Intake string

// The intakes.
const (
	Poll      Intake = "poll"    // one replica at a time asks for them
	ByWebhook Intake = "webhook" // Telegram posts them to any replica
)

// Telegram is the way to the merchants.
type Telegram struct {
	// Token is the bot's, from @BotFather.
	Token Secret `yaml:"token" env:"TOKEN"`
	// API is the base URL of the Bot API, without a slash at its end.
	API     string  `yaml:"api" env:"API"`
	Intake  Intake  `yaml:"intake" env:"INTAKE"`
	Webhook Webhook `yaml:"webhook" envPrefix:"WEBHOOK_"`
	// PerSecond is how many deliveries a second one replica makes over all
	// chats; 0 is no limit.
	PerSecond int `yaml:"per_second" env:"PER_SECOND"`
}

// Webhook is read with the intake [ByWebhook] only.
type Webhook struct {
	// URL is the public https address that Telegram posts to.
	URL string `yaml:"url" env:"URL"`
	// Secret proves that a request is Telegram's: 16 to 256 of A-Z a-z 0-9 _ -.
	Secret Secret `yaml:"secret" env:"SECRET"`
	// Listen is the own address, host:port, that the proxy passes requests to.
	Listen string `yaml:"listen" env:"LISTEN"`
	// MaxConnections is how many requests Telegram makes at once, 1 to 100.
	MaxConnections int `yaml:"max_connections" env:"MAX_CONNECTIONS"`
}

const (
	defaultAPI   = "https://api.telegram.org"
	writeWebhook = "write the public address, such as https://bot.example.com/telegram"
	makeSecret   = "'openssl rand -hex 32' makes one"
)

var (
	tokenForm  = regexp.MustCompile(`^[0-9]{5,}:[A-Za-z0-9_-]{30,}$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{16,256}$`)
)

func (p *parser) telegram() {
	t := p.Telegram
	if !t.Token.IsZero() && !tokenForm.MatchString(t.Token.Reveal()) {
		p.fail("telegram.token", "is no token", "copy it whole from @BotFather: digits, a colon and 35 characters")
	}
	if problem := badURL(t.API, "http", "https"); problem != "" {
		p.fail("telegram.api", problem, "write a base address such as "+defaultAPI)
	}
	oneOf(p, "telegram.intake", t.Intake, Poll, ByWebhook)
	p.within("telegram.per_second", t.PerSecond, 0, 1000)
	p.webhook()
}

func (p *parser) webhook() {
	const url = "telegram.webhook.url"
	w, on := p.Telegram.Webhook, p.Telegram.Intake == ByWebhook
	switch problem := badURL(w.URL, "https"); {
	case w.URL == "" && on:
		p.fail(url, "is not set, and telegram.intake is webhook", writeWebhook)
	case w.URL != "" && problem != "":
		p.fail(url, problem, writeWebhook)
	case w.URL != "" && !publicPort(w.URL):
		p.fail(url, "has a port that Telegram does not call", "take 443, 80, 88 or 8443")
	}
	if s := w.Secret; !s.IsZero() && !secretForm.MatchString(s.Reveal()) {
		p.fail("telegram.webhook.secret", "is not allowed", "take 16 to 256 of A-Z a-z 0-9 _ -; "+makeSecret)
	}
	p.address("telegram.webhook.listen", w.Listen)
	if _, own, _ := net.SplitHostPort(w.Listen); on && own != "0" && w.Listen == p.HTTP.Listen {
		p.fail("telegram.webhook.listen", "is the address of http.listen too", "take another port for one of them")
	}
	p.within("telegram.webhook.max_connections", w.MaxConnections, 1, 100)
}

// serving demands what serving merchants cannot do without.
func (p *parser) serving() {
	if p.Telegram.Token.IsZero() {
		p.fail("telegram.token", "is not set", "put the bot's token from @BotFather into TILLMATE_TELEGRAM_TOKEN, or its file into TILLMATE_TELEGRAM_TOKEN_FILE")
	}
	if p.Telegram.Intake == ByWebhook && p.Telegram.Webhook.Secret.IsZero() {
		p.fail("telegram.webhook.secret", "is not set", "put one into TILLMATE_TELEGRAM_WEBHOOK_SECRET, or its file into TILLMATE_TELEGRAM_WEBHOOK_SECRET_FILE; "+makeSecret)
	}
}

// badURL says what is wrong with a base address, or "". It does not show the
// address: it may hold a password.
func badURL(text string, schemes ...string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || !slices.Contains(schemes, u.Scheme) || u.Hostname() == "":
		return "is no " + strings.Join(schemes, " or ") + " address"
	case u.User != nil:
		return "holds a user or a password"
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return "holds more than an address and a path"
	case strings.HasSuffix(u.Path, "/"):
		return "ends in a slash"
	}
	return ""
}

// publicPort reports whether Telegram posts to the port of an address.
func publicPort(text string) bool {
	u, err := url.Parse(text)
	return err == nil && slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port())
}
