package handoff

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Reply is a canned reply. Its text may have the places {merchant},
// {terminal}, {code} and {case}.
type Reply struct {
	ID    string         `yaml:"id" json:"id"`
	Title knowledge.Text `yaml:"title" json:"title"`
	Text  knowledge.Text `yaml:"text" json:"text"`
}

// place finds what stands in braces.
var place = regexp.MustCompile(`\{[^{}]*\}`)

// places lists what may stand in braces.
func places() []string { return []string{"{merchant}", "{terminal}", "{code}", "{case}"} }

// Validate says what is wrong with a reply, unknown places among it.
func (r Reply) Validate() error {
	var errs []error
	if r.ID == "" || strings.ContainsAny(r.ID, ": ") {
		errs = append(errs, errors.New("the id must not be empty nor hold a colon or a space"))
	}
	for _, lang := range knowledge.Langs() {
		if r.Title.In(lang) == "" || r.Text.In(lang) == "" {
			errs = append(errs, fmt.Errorf("title and text are needed in %s", lang))
		}
		for _, p := range place.FindAllString(r.Text.In(lang), -1) {
			if !slices.Contains(places(), p) {
				errs = append(errs, fmt.Errorf("%s is no place: write %s", p, strings.Join(places(), ", ")))
			}
		}
	}
	return errors.Join(errs...)
}

// Fill gives the text of a reply in a merchant's language with its places
// filled. missing lists the places whose value is not known; then the text is
// not fit to be sent.
func (r Reply) Fill(t Ticket) (text string, missing []string) {
	values := map[string]string{
		"{merchant}": t.Merchant.Name, "{terminal}": t.Merchant.Terminal, "{code}": t.Code, "{case}": t.Case,
	}
	text = place.ReplaceAllStringFunc(t.Merchant.write(r.Text.In(t.Merchant.lang())), func(p string) string {
		if values[p] == "" && !slices.Contains(missing, p) {
			missing = append(missing, p)
		}
		return values[p]
	})
	return text, missing
}

// canned sends a canned reply, or asks which.
func (s *step) canned() {
	if !s.owning() {
		return
	}
	if s.ev.Reply == "" {
		var choices []conversation.Choice
		for _, r := range s.rules.Canned[:min(len(s.rules.Canned), MaxCanned)] {
			choices = append(choices, conversation.Choice{ID: pressReply + r.ID, Label: s.ev.By.write(r.Title.In(s.ev.By.lang()))})
		}
		if len(choices) == 0 {
			s.toast(PhraseNoReplies, nil)
			return
		}
		s.ask(PhraseWhichReply, choices)
		s.toast(PhraseChoose, nil)
		return
	}
	i := slices.IndexFunc(s.rules.Canned, func(r Reply) bool { return r.ID == s.ev.Reply })
	if i < 0 {
		s.toast(PhraseNoSuchReply, nil)
		return
	}
	text, missing := s.rules.Canned[i].Fill(s.t)
	switch {
	case len(missing) > 0:
		s.toast(PhraseMissing, values{"places": strings.Join(missing, " ")})
	case s.t.Gone:
		s.toast(PhraseGone, nil)
	default:
		s.relay(Line{Text: text})
		s.settle(s.ev.By.write(s.rules.Canned[i].Title.In(s.ev.By.lang())))
		s.toast(PhraseReplySent, nil)
	}
}
