package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Scalar writes a text as YAML on one line, for a place outside brackets.
func Scalar(text string) string { return scalar(text, false) }

// scalar writes a text as YAML on one line: plain where that says the same,
// else quoted. Inside brackets fewer texts are plain.
func scalar(text string, flow bool) string {
	if plain(text, flow) {
		return text
	}
	return quoted(text)
}

// plain reports whether a text needs no quotes, also for readers to whom a no
// or a date is none.
func plain(text string, flow bool) bool {
	if text == "" || len(text) > 1<<10 || strings.ContainsAny(text, "\n\t") || strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...") {
		return false
	}
	if flow && (strings.ContainsAny(text, ",[]{}") || strings.IndexByte("?:-=", text[0]) >= 0 || strings.HasSuffix(text, ":")) {
		return false
	}
	if simple(text) {
		return true
	}
	out, err := yaml.Dump(text, yaml.WithLineWidth(-1))
	return err == nil && string(out) == text+"\n"
}

// simple reports words that are plain beyond doubt.
func simple(text string) bool {
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	for i, c := range text {
		if !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c) && c != '_' && (c != ' ' || i == len(text)-1)) {
			return false
		}
	}
	return true
}

// quoted writes a text in double quotes.
func quoted(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case printable(c):
			b.WriteRune(c)
		case c > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, c)
		default:
			fmt.Fprintf(&b, `\u%04X`, c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printable reports a character that may stand as it is in YAML, and in the
// texts that a form shows.
func printable(c rune) bool {
	switch c {
	case '\u0085', '\u2028', '\u2029', '\ufeff', utf8.RuneError:
		return false
	}
	return c >= ' ' && !unicode.IsControl(c) && c != 0xfffe && c != 0xffff
}

// literal writes a text of many lines, each in by indent spaces, or ok is false
// where it must be quoted.
func literal(header, text string, indent int) (out string, ok bool) {
	if !strings.Contains(text, "\n") {
		return "", false
	}
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		if strings.ContainsFunc(line, func(c rune) bool { return !printable(c) && c != '\t' }) {
			return "", false
		}
	}
	if slices.Contains([]string{" ", "\t"}, text[:1]) {
		return "", false
	}
	var b strings.Builder
	b.WriteString(header)
	for _, line := range lines {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent) + line)
		}
	}
	return b.String(), true
}
