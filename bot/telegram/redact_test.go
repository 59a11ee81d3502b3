package telegram

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "no token: 12:30": "no token: 12:30", "2026-11-22T12:00:00Z": "2026-11-22T12:00:00Z",
		"update 700000001: chat 1001":                              "update 700000001: chat 1001",
		"https://api.telegram.org/bot" + testToken + "/getMe":      "https://api.telegram.org/[token]/getMe",
		"https://x/file/bot" + testToken + "/photos/1.jpg":         "https://x/file/[token]/photos/1.jpg",
		"/bot123:abc/getMe":                                        "/[token]/getMe",
		"robot_bot123:abc":                                         "robot_[token]",
		"bot123%3Aabc":                                             "[token]",
		testToken:                                                  "[token]",
		"x" + testToken + "x":                                      "x[token]",
		"_" + strings.Replace(testToken, ":", "%3a", 1):            "_[token]",
		fmt.Sprintf("%q", "a "+testToken+" b bot1:c") + testToken:  `"a [token] b [token]"[token]`,
		"令牌" + testToken + "。":                                     "令牌[token]。",
		"a:b:" + strings.Repeat("1", 200) + ":" + "short":          "a:b:" + strings.Repeat("1", 200) + ":short",
		"http://127.0.0.1:8080/" + strings.Repeat("long-path_", 9): "http://127.0.0.1:8080/" + strings.Repeat("long-path_", 9),
	} {
		if got := Redact(in); got != want {
			t.Errorf("%q\ngot  %q\nwant %q", in, got, want)
		}
	}
}

// TestRedactAttr logs the token in every way that others may.
func TestRedactAttr(t *testing.T) {
	address := &url.Error{Op: "Post", URL: "https://api.telegram.org/bot" + testToken + "/getMe", Err: errors.New("refused")}
	for name, handler := range map[string]func(*bytes.Buffer, *slog.HandlerOptions) slog.Handler{
		"json": func(b *bytes.Buffer, o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(b, o) },
		"text": func(b *bytes.Buffer, o *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(b, o) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			log := slog.New(handler(&b, &slog.HandlerOptions{ReplaceAttr: RedactAttr}))
			log = log.With("with", address)
			log.Error("message "+testToken, "string", "bot"+testToken, "error", address,
				"wrapped", fmt.Errorf("a: %w", address), "any", struct{ T string }{testToken},
				"list", []string{testToken}, slog.Group("group", "in", testToken), "number", 7)
			out := b.String()
			if strings.Contains(out, "AAFake") || strings.Count(out, hidden) != 8 || !strings.Contains(out, "7") {
				t.Error(out)
			}
		})
	}
}
