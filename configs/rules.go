package configs

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var hostForm = regexp.MustCompile(`^[A-Za-z0-9._:%-]*$`)

// oneOf checks a setting that is one of some words; "" may be one of them.
func oneOf[T ~string](p *parser, path string, value T, allowed ...T) {
	if slices.Contains(allowed, value) {
		return
	}
	var words []string
	for _, a := range allowed {
		if a != "" {
			words = append(words, string(a))
		}
	}
	last := len(words) - 1
	p.fail(path, fmt.Sprintf("%q is not known", value), "write "+strings.Join(words[:last], ", ")+" or "+words[last])
}

// within checks a number.
func (p *parser) within(path string, value, least, most int) {
	if value < least || value > most {
		p.fail(path, fmt.Sprintf("%d is out of range", value), fmt.Sprintf("write a number from %d to %d", least, most))
	}
}

// text checks that a text can stand on one line.
func (p *parser) text(path, value string) {
	if strings.ContainsFunc(value, unicode.IsControl) || !utf8.ValidString(value) {
		p.fail(path, "has a line break or another control character", "remove it")
	}
}

// address checks host:port; a port 0 or no host are for listeners, which take
// any. It does not show the address: it may hold a password.
func (p *parser) address(path, value string) {
	host, number, err := net.SplitHostPort(value)
	port, notPort := strconv.ParseUint(number, 10, 16)
	connects := strings.HasPrefix(path, "redis.")
	switch {
	case strings.Contains(value, "://"):
		p.fail(path, "is a URL", "write host:port only")
	case err != nil || notPort != nil || !hostForm.MatchString(host):
		p.fail(path, "is no address", "write host:port, such as 127.0.0.1:8080")
	case connects && (host == "" || port == 0):
		p.fail(path, "names no server", "write host:port, such as 127.0.0.1:6379")
	}
}
