package evaluation

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// ScriptsDir is the folder of the scripted merchants inside a knowledge base,
// one file a problem.
const ScriptsDir = "golden/merchants"

// Script is one scripted merchant, written as a transcript:
//
//	# A regular whose one card is refused, in a hurry.
//	cause: issuer_declined
//	want: bank
//	> 老板说刷卡让联系银行，客人在等
//	scope: 就他这张，别人都行
//	code: [none]
//
// Lines beginning with ">" are said at first, several in turn; after that every
// question is answered by the line of its id: in words, or in brackets by a
// button. Questions without a line are answered with unsure.
type Script struct {
	Where   string // file:line
	Purpose string
	Problem string // the file's name
	Cause   string
	Want    []knowledge.Route // any of them is right
	Text    string
	Answers map[string]string
}

// LoadScripts reads the scripted merchants of a knowledge base; the error
// joins nothing and names the first line that cannot be read.
func LoadScripts(fsys fs.FS) ([]Script, error) {
	files, err := fs.Glob(fsys, ScriptsDir+"/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the scripted merchants: %w", err)
	}
	var out []Script
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("read the scripted merchants: %w", err)
		}
		scripts, err := parseScripts(file, string(data))
		if err != nil {
			return nil, err
		}
		out = append(out, scripts...)
	}
	return out, nil
}

func parseScripts(file, text string) ([]Script, error) {
	var out []Script
	problem := strings.TrimSuffix(path.Base(file), ".txt")
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \r")
		where := fmt.Sprintf("%s:%d", file, i+1)
		if purpose, ok := strings.CutPrefix(line, "#"); ok {
			out = append(out, Script{Where: where, Purpose: strings.TrimSpace(purpose), Problem: problem, Answers: map[string]string{}})
			continue
		}
		if line == "" {
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("%s: a script begins with a line \"# purpose\"", where)
		}
		if err := out[len(out)-1].add(where, line); err != nil {
			return nil, err
		}
	}
	for _, s := range out {
		if s.Text == "" || len(s.Want) == 0 {
			return nil, fmt.Errorf("%s: the script needs a line \"> text\" and a line \"want: route\"", s.Where)
		}
	}
	return out, nil
}

// add reads one line of a script.
func (s *Script) add(where, line string) error {
	if text, ok := strings.CutPrefix(line, ">"); ok {
		s.Text = strings.TrimSpace(s.Text + " " + strings.TrimSpace(text))
		return nil
	}
	key, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return fmt.Errorf("%s: %q is neither \"> text\" nor \"question: answer\"", where, line)
	}
	switch key {
	case "cause":
		s.Cause = value
	case "want":
		for _, r := range strings.Split(value, ",") {
			route := knowledge.Route(strings.TrimSpace(r))
			if !route.Valid() {
				return fmt.Errorf("%s: there is no route %q; write one of %v", where, route, knowledge.Routes())
			}
			s.Want = append(s.Want, route)
		}
	default:
		s.Answers[key] = value
	}
	return nil
}

// First is the script's first text.
func (s Script) First() string { return s.Text }

// Reply answers by the script.
func (s Script) Reply(q conversation.Question) conversation.Event {
	words, ok := s.Answers[q.Question]
	if !ok && q.Question == conversation.QuestionProblem {
		words = "[" + conversation.NoneOfThese + "]"
		if slices.ContainsFunc(q.Answers, func(c conversation.Choice) bool { return c.ID == s.Problem }) {
			words = "[" + s.Problem + "]"
		}
		ok = true
	}
	switch {
	case !ok:
		return conversation.Event{Kind: conversation.EventPress, Press: conversation.PressUnsure}
	case strings.HasPrefix(words, "["):
		return conversation.Event{Kind: conversation.EventPress, Press: strings.Trim(words, "[]")}
	}
	return conversation.Event{Kind: conversation.EventText, Text: words}
}

// Right reports whether an outcome is what the script wants. A case that was
// closed unheard is never right.
func (s Script) Right(o Outcome) bool { return slices.Contains(s.Want, o.Route) && o.Heard() }
