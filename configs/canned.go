package configs

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// Reply is a canned reply. Its texts may have the places {merchant},
// {terminal}, {code} and {case}.
type Reply struct {
	ID string `yaml:"id" json:"id"`
	// Title is what its button says; "" is how the text begins.
	Title Label  `yaml:"title,omitempty" json:"title,omitzero"`
	ZH    string `yaml:"zh" json:"zh"`
	EN    string `yaml:"en" json:"en"`
}

// String gives the id of the reply.
func (r Reply) String() string { return r.ID }

// Canned gives the reply as the desk knows it.
func (r Reply) Canned() handoff.Reply {
	title := r.Title.Text()
	if r.Title.IsZero() {
		title = knowledge.Text{ZH: beginning(r.ZH), EN: beginning(r.EN)}
	}
	return handoff.Reply{ID: r.ID, Title: title, Text: knowledge.Text{ZH: r.ZH, EN: r.EN}}
}

// titleLength is how much of a text a button shows, in runes.
const titleLength = 20

// beginning gives how a text begins.
func beginning(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(line); len(runes) > titleLength {
		return strings.TrimSpace(string(runes[:titleLength-1])) + "…"
	}
	return line
}

const (
	// maxReplies is more than anybody looks through.
	maxReplies = 100
	// maxReply is what a message holds, in runes, with room for the places.
	maxReply = 3000
)

var placeForm = regexp.MustCompile(`\{[^{}]*\}`)

func (p *parser) canned() {
	replies := p.Team.Canned
	if len(replies) > maxReplies {
		p.fail("team.canned", fmt.Sprintf("has %d replies", len(replies)), fmt.Sprintf("keep the %d best", maxReplies))
	}
	for i, r := range replies {
		path := index("team.canned", i)
		switch {
		case !idForm.MatchString(r.ID):
			p.fail(path+".id", fmt.Sprintf("%q cannot be the id of a reply", r.ID), writeID)
		case slices.ContainsFunc(replies[:i], func(b Reply) bool { return b.ID == r.ID }):
			p.fail(path+".id", fmt.Sprintf("%q is the id of another reply too", r.ID), "rename one of them")
		}
		p.text(path+".title", r.Title.ZH+r.Title.EN)
		p.reply(path+".zh", r.ZH)
		p.reply(path+".en", r.EN)
	}
}

// reply checks a text of a canned reply.
func (p *parser) reply(path, text string) {
	places := []string{"{merchant}", "{terminal}", "{code}", "{case}"}
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		p.fail(path, "is not set", "write the reply in this language too")
	case n > maxReply:
		p.fail(path, fmt.Sprintf("has %d characters", n), fmt.Sprintf("write at most %d", maxReply))
	}
	for _, place := range placeForm.FindAllString(text, -1) {
		if !slices.Contains(places, place) {
			p.fail(path, fmt.Sprintf("%q is not filled in", place), "write {merchant}, {terminal}, {code} or {case}")
		}
	}
}

// repliesType is the setting that may stand in a file of its own.
var repliesType = reflect.TypeFor[[]Reply]()

// replies reads the canned replies of a file that a setting names.
func (p *parser) replies(path string, from Origin, name string, into reflect.Value) {
	data, err := read(name, maxFile)
	if err != nil {
		p.failAt(from, path, "cannot be read: "+err.Error(), "name a file that holds a list of replies")
		return
	}
	root, line, err := parseYAML(data)
	if err != nil {
		p.failAt(Origin{name, line}, path, "is no YAML: "+err.Error(), "mend it here or in the line before")
		return
	}
	if root != nil {
		fileReader{p, name}.list(root, root, path, into)
	}
	p.origins[path] = from // its items are from the file
}
