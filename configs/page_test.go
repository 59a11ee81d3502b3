package configs_test

import (
	"strings"
	"testing"

	"github.com/tillmate/tillmate/configs"
)

// Where the page may be, and what is said where it may not. Each is the file,
// the setting with the mistake, and words of it; "" is none.
func TestPage(t *testing.T) {
	for _, tc := range []struct{ file, path, says string }{
		{file: "page: {listen: ''}"},
		{file: "page: {listen: '127.0.0.1:8082'}"},
		{file: "page: {listen: 'localhost:8082'}"},
		{file: "page: {listen: '[::1]:8082'}"},
		{file: "page: {listen: '127.0.0.1:8082', url: 'https://desk.example.com'}"},
		{file: "page: {listen: '0.0.0.0:8082', url: 'https://desk.example.com:8443'}"},
		{file: "page: {listen: '127.0.0.1:0', url: 'http://127.0.0.1:9000'}"},
		{file: "page: {url: 'https://desk.example.com'}"}, // another replica serves it
		{"page: {listen: 8082}", "page.listen", "is no address"},
		{"page: {listen: 'http://127.0.0.1:8082'}", "page.listen", "is a URL"},
		{"page: {listen: '127.0.0.1:0'}", "page.listen", "no fixed port"},
		{"page: {listen: '127.0.0.1:8080'}", "page.listen", "http.listen too"},
		{"page: {listen: '127.0.0.1:8081'}\ntelegram: {intake: webhook, webhook: {url: 'https://x/y'}}", "page.listen", "telegram.webhook.listen too"},
		{"page: {listen: ':8082'}", "page.url", "reached from other machines"},
		{"page: {listen: '0.0.0.0:8082'}", "page.url", "https"},
		{"page: {listen: '10.0.0.1:8082', url: 'http://10.0.0.1:8082'}", "page.url", "no https address"},
		{"page: {listen: 'desk.example.com:8082', url: 'http://desk.example.com'}", "page.url", "no https address"},
		{"page: {url: 'desk.example.com'}", "page.url", "is no http or https address"},
		{"page: {url: 'https://hush:hush@desk.example.com'}", "page.url", "holds a user or a password"},
		{"page: {url: 'https://desk.example.com/'}", "page.url", "ends in a slash"},
		{"page: {url: 'https://example.com/desk'}", "page.url", "has a path"},
	} {
		t.Run(tc.file, func(t *testing.T) {
			folder(t)
			write(t, configs.DefaultFile, tc.file)
			_, err := configs.Parse(configs.Input{})
			switch got := paths(err); {
			case tc.path == "" && err != nil:
				t.Error(err)
			case tc.path == "":
			case len(got) != 1 || got[0] != tc.path || !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "hush"):
				t.Errorf("%v: %v", got, err)
			}
		})
	}
}

// What links begin with, and how the page is reached.
func TestPageBase(t *testing.T) {
	for _, tc := range []struct {
		page       configs.Page
		base, host string
		secure     bool
	}{
		{},
		{configs.Page{Listen: "127.0.0.1:8082"}, "http://127.0.0.1:8082", "127.0.0.1", false},
		{configs.Page{Listen: "[::1]:8082"}, "http://[::1]:8082", "::1", false},
		{configs.Page{Listen: ":8082", URL: "https://desk.example.com:8443"}, "https://desk.example.com:8443", "desk.example.com", true},
		{configs.Page{URL: "http://localhost:9000"}, "http://localhost:9000", "localhost", false},
	} {
		if p := tc.page; p.Base() != tc.base || p.Host() != tc.host || p.Secure() != tc.secure {
			t.Errorf("%+v: %q, %q, %v", p, p.Base(), p.Host(), p.Secure())
		}
	}
}
