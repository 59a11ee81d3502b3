package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/tillmate/tillmate/knowledge"
)

//go:embed templates/*.gohtml
var templateFiles embed.FS

// pages are the templates in one language.
type pages struct {
	lang knowledge.Lang
	set  *template.Template
	texts
}

// readPages reads the templates for every language.
func readPages(assets *assets) (map[knowledge.Lang]*pages, error) {
	all, err := readTexts()
	if err != nil {
		return nil, err
	}
	out := map[knowledge.Lang]*pages{}
	for lang, t := range all {
		set, err := template.New("").Funcs(template.FuncMap{
			"t":        t.say,
			"lang":     func() string { return string(lang) },
			"htmlLang": func() string { return htmlLang(lang) },
			"in":       func(x knowledge.Text) string { return x.In(lang) },
			"routes":   knowledge.Routes,
			"asset":    assets.address,
			"percent":  percent,
			"width":    func(p float64) string { return strconv.FormatFloat(100*p, 'f', 1, 64) },
			"amount":   func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) },
			"worth":    worth,
			"clock":    func(t time.Time) string { return t.Format("15:04") },
			"script":   script,
			"stamp":    stamp,
			"day":      day,
			"span":     t.span,
			"dict":     dict,
			"file":     fileAt,
			"rows":     textRows,
			"article":  func(slug string) string { return fileAt(knowledge.ArticleFile(slug)) },
			"join":     func(s []string) string { return strings.Join(s, " ") },
			"has":      slices.Contains[[]string],
			"bold":     func(b bubble) string { bold, _ := split(b.Text, b.Bold); return bold },
			"plain":    func(b bubble) string { _, plain := split(b.Text, b.Bold); return plain },
		}).ParseFS(templateFiles, "templates/*.gohtml")
		if err != nil {
			return nil, fmt.Errorf("read the page's templates: %w", err)
		}
		out[lang] = &pages{lang: lang, set: set, texts: t}
	}
	return out, nil
}

// render gives a template filled in. It is rendered whole before anything of
// it is sent.
func (p *pages) render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := p.set.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// htmlLang gives the language as HTML names it.
func htmlLang(l knowledge.Lang) string {
	if l == knowledge.Chinese {
		return "zh-CN"
	}
	return string(l)
}

// percent shows a probability; what is small is not shown as nothing.
func percent(p float64) string {
	switch n := math.Round(100 * p); {
	case n >= 100 && p < 1:
		return ">99%"
	case n < 1 && p > 0:
		return "<1%"
	default:
		return strconv.Itoa(int(n)) + "%"
	}
}

// worth shows a value with its sign.
func worth(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	switch {
	case s == "0.0" || s == "-0.0":
		return "0"
	case v > 0:
		return "+" + s
	}
	return strings.Replace(s, "-", "−", 1)
}

// script gives the language of a text by its characters, so that it is read
// out and set in the right one, whatever the page's is.
func script(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh"
	}
	return "en"
}

// split cuts a text after a number of UTF-16 units; a character is not cut.
func split(text string, units int) (head, tail string) {
	for i, r := range text {
		if units <= 0 {
			return text[:i], text[i:]
		}
		units--
		if r > 0xFFFF {
			units--
		}
	}
	return text, ""
}
