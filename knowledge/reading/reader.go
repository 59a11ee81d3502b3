package reading

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/normalise"
)

// Reader reads merchants' texts. It is immutable and safe for concurrent use.
type Reader struct {
	normaliser *normalise.Normaliser
	questions  []question
	byID       map[string]int
	intents    []intent
	rules      []rule
	screens    map[string][]string // lexicon entry -> problems that list it
	displays   map[string][]string // lexicon entry -> codes it is shown with
}

// question holds one question's compiled words.
type question struct {
	id      string
	answers []answer
}

type answer struct {
	id       string
	polarity string
	cues     normalise.Cues
	replies  normalise.Cues
}

type intent struct {
	id    string
	cues  normalise.Cues
	whole map[string]bool
	// clause are texts that carry it as one of several clauses.
	clause map[string]bool
	// all are the phrases among the whole texts that are written with
	// alternatives.
	all normalise.Cues
}

// isAll reports whether a text is nothing but words of the intent.
func (in *intent) isAll(folded, whole string) bool {
	if in.whole[whole] {
		return true
	}
	start, end, ok := in.all.Find(folded)
	return ok && bare(folded[:start]) == "" && bare(folded[end:]) == ""
}

// isClause reports whether one of a text's clauses carries the intent.
func (in *intent) isClause(folded string) bool {
	if len(in.clause) == 0 {
		return false
	}
	for _, c := range Clauses(folded) {
		first, _, _ := strings.Cut(c, " ")
		han := first != "" && first[0] >= utf8.RuneSelf
		if in.clause[bare(c)] || han && in.clause[bare(first)] {
			return true
		}
	}
	return false
}

// Clauses gives what stands between the marks of a folded text, without blanks
// around it.
func Clauses(folded string) []string {
	parts := strings.FieldsFunc(folded, func(c rune) bool { return strings.ContainsRune(",.;:!?，。；：！？、\n", c) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

type rule struct {
	id   string
	cues normalise.Cues
}

// New compiles the words of a knowledge base. The error joins every phrase
// that cannot be read, each with its place.
func New(base *knowledge.Base) (*Reader, error) {
	codes := make([]string, len(base.Codes))
	for i := range base.Codes {
		codes[i] = base.Codes[i].Code
	}
	r := &Reader{
		normaliser: normalise.New(base.Terms, base.Lexicon(), codes),
		byID:       map[string]int{},
		screens:    map[string][]string{},
		displays:   map[string][]string{},
	}
	var errs []error
	for i := range base.Questions {
		q, err := r.question(&base.Questions[i])
		errs = append(errs, err...)
		r.byID[q.id] = len(r.questions)
		r.questions = append(r.questions, q)
	}
	for i, in := range base.Intents {
		cues, err := r.normaliser.Compile(in.Cues)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", base.IntentsAt("intents", i, "cues"), err))
		}
		whole := make(map[string]bool, len(in.Whole))
		var phrases []string
		for _, w := range in.Whole {
			if strings.Contains(w, "|") {
				phrases = append(phrases, w)
				continue
			}
			whole[bare(r.normaliser.Fold(w))] = true
		}
		all, err := r.normaliser.Compile(phrases)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", base.IntentsAt("intents", i, "whole"), err))
		}
		clause := make(map[string]bool, len(in.Clause))
		for _, w := range in.Clause {
			clause[bare(r.normaliser.Fold(w))] = true
		}
		r.intents = append(r.intents, intent{id: in.ID, cues: cues, whole: whole, clause: clause, all: all})
	}
	for i, sr := range base.Safety.Rules {
		cues, err := r.normaliser.Compile(sr.Cues)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", base.Safety.At("rules", i, "cues"), err))
		}
		if len(sr.Cues) > 0 {
			r.rules = append(r.rules, rule{id: sr.ID, cues: cues})
		}
	}
	r.indexScreens(base)
	return r, errors.Join(errs...)
}

func (r *Reader) question(src *knowledge.Question) (question, []error) {
	q := question{id: src.ID}
	var errs []error
	for i, a := range src.Answers {
		out := answer{id: a.ID, polarity: a.Polarity}
		var err error
		if out.cues, err = r.normaliser.Compile(a.Cues); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", src.At("answers", i, "cues"), err))
		}
		if out.replies, err = r.normaliser.Compile(a.Replies); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", src.At("answers", i, "replies"), err))
		}
		q.answers = append(q.answers, out)
	}
	return q, errs
}

func (r *Reader) indexScreens(base *knowledge.Base) {
	for i := range base.Problems {
		for _, s := range base.Problems[i].Screen {
			r.screens[s] = append(r.screens[s], base.Problems[i].Slug)
		}
	}
	for i := range base.Codes {
		for _, s := range base.Codes[i].Display {
			r.displays[s] = append(r.displays[s], base.Codes[i].Code)
		}
	}
}

// Fold gives the text as the search wants it.
func (r *Reader) Fold(text string) string { return r.normaliser.Fold(text) }

// bare strips what carries no meaning in a text of one or two words.
func bare(folded string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(" ,.!?;:~-…'\"，。！？；：、～—()（）", c) {
			return -1
		}
		return c
	}, strings.TrimRight(folded, "啊呀呢吧嘛哦噢哈 ~!。.！,，"))
}

// ShownBy gives, for a terminal's text as [Screen] names it, the articles that
// list it and the codes it is shown with.
func (r *Reader) ShownBy(text string) (problems, codes []string) {
	return r.screens[text], r.displays[text]
}
