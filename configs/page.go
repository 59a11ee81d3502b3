package configs

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Page is the team's page in a browser.
type Page struct {
	// Listen is the own address, host:port; "" serves no page. On another
	// address than a loopback one it needs URL.
	Listen string `yaml:"listen" env:"LISTEN"`
	// URL is how the page is reached, without a path: what the links that the
	// bot sends begin with. "" is at Listen, from this machine only.
	URL string `yaml:"url" env:"URL"`
}

// Base gives what links to the page begin with, or "" where there is no page.
func (p Page) Base() string {
	if p.URL == "" && p.Listen != "" {
		return "http://" + p.Listen
	}
	return p.URL
}

// Host gives the name that the page is reached by, without port, or "".
func (p Page) Host() string {
	u, err := url.Parse(p.Base())
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Secure reports whether the page is reached by HTTPS.
func (p Page) Secure() bool { return strings.HasPrefix(p.URL, "https://") }

const writePage = "write the address that browsers use, such as https://desk.example.com"

func (p *parser) page() {
	const path = "page.url"
	page := p.Page
	p.pageListen()
	if page.URL == "" {
		return
	}
	u, err := url.Parse(page.URL)
	switch problem := badURL(page.URL, "http", "https"); {
	case problem != "":
		p.fail(path, problem, writePage)
	case err == nil && u.Path != "":
		p.fail(path, "has a path", "give the page a name of its own, such as https://desk.example.com")
	case err == nil && u.Scheme == "http" && !loopback(u.Hostname()):
		p.fail(path, "is no https address: links and cookies would travel in the clear", writePage)
	}
}

// pageListen checks where the page is served.
func (p *parser) pageListen() {
	const path = "page.listen"
	page := p.Page
	if page.Listen == "" {
		return
	}
	p.address(path, page.Listen)
	host, port, err := net.SplitHostPort(page.Listen)
	if err != nil {
		return // said already
	}
	switch {
	case page.URL == "" && !loopback(host):
		p.fail("page.url", "is not set, and page.listen is reached from other machines", "write the https address of the page, or listen on 127.0.0.1")
	case page.URL == "" && port == "0":
		p.fail(path, "has no fixed port, and page.url is not set", "write a port, such as 127.0.0.1:8082")
	case port != "0" && page.Listen == p.HTTP.Listen:
		p.fail(path, "is the address of http.listen too", "take another port for one of them")
	case port != "0" && p.Telegram.Intake == ByWebhook && page.Listen == p.Telegram.Webhook.Listen:
		p.fail(path, "is the address of telegram.webhook.listen too", "take another port for one of them")
	}
}

// loopback reports whether a host is this machine as only itself reaches it.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
