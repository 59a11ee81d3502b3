package index

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/tillmate/tillmate/knowledge"
)

// Folder brings a text into the form queries come in: Simplified characters,
// half width, lower case. It must be safe for concurrent use.
type Folder interface{ Fold(string) string }

// kind says where a document's text stands in its article.
type kind string

// The kinds of document, as [conversation.Hit] names them.
const (
	kindSay        kind = "say"
	kindScreen     kind = "screen"
	kindTitle      kind = "title"
	kindCause      kind = "cause" // a cause's title or one of its phrases
	kindBackground kind = "background"
)

// entry is one indexed text.
type entry struct {
	Problem int    `json:"p"`           // place in contents.Problems
	Kind    kind   `json:"k"`           //
	Cause   string `json:"c,omitempty"` // the cause whose text it is
	Text    string `json:"t"`           // as written
	Folded  string `json:"f,omitempty"` // as indexed; empty when the same
}

// folded is the text as indexed.
func (e *entry) folded() string {
	if e.Folded == "" {
		return e.Text
	}
	return e.Folded
}

// contents are everything a generation knows beside its postings.
type contents struct {
	Format   int      `json:"format"`
	Name     string   `json:"name"`
	Problems []string `json:"problems"` // slugs
	Entries  []entry  `json:"entries"`
	// Others are the folded phrasings of other subjects. In the postings they
	// follow the entries.
	Others []string `json:"others"`
}

// documents lists all texts, as indexed, in the order of the postings.
func (c *contents) documents() []string {
	out := make([]string, 0, len(c.Entries)+len(c.Others))
	for i := range c.Entries {
		out = append(out, c.Entries[i].folded())
	}
	return append(out, c.Others...)
}

// format is raised whenever the terms of a text or the files' layout change.
const format = 2

// gather lists the texts of a knowledge base and names the generation by the
// whole base's content and by the folded texts.
func gather(base *knowledge.Base, folder Folder) (*contents, error) {
	c := &contents{Format: format}
	for i := range base.Problems {
		c.addProblem(&base.Problems[i], folder)
	}
	for i := range base.OtherSubjects {
		for _, lang := range knowledge.Langs() {
			for _, text := range base.OtherSubjects[i].Say.In(lang) {
				c.Others = append(c.Others, folder.Fold(text))
			}
		}
	}
	sum := sha256.New()
	enc := json.NewEncoder(sum)
	if err := enc.Encode(base); err != nil {
		return nil, fmt.Errorf("index: hash the knowledge base: %w", err)
	}
	if err := enc.Encode(c); err != nil {
		return nil, fmt.Errorf("index: hash the texts: %w", err)
	}
	c.Name = hex.EncodeToString(sum.Sum(nil))[:nameSize]
	return c, nil
}

// nameSize is the length of a generation's name in hexadecimal digits.
const nameSize = 16

// addProblem adds every text of one article. A text that folds to one the
// article already has is left out, whatever its kind.
func (c *contents) addProblem(p *knowledge.Problem, folder Folder) {
	problem := len(c.Problems)
	c.Problems = append(c.Problems, p.Slug)
	seen := map[string]bool{}
	add := func(k kind, cause, text string) {
		folded := folder.Fold(text)
		if seen[folded] {
			return
		}
		seen[folded] = true
		e := entry{Problem: problem, Kind: k, Cause: cause, Text: text}
		if folded != text {
			e.Folded = folded
		}
		c.Entries = append(c.Entries, e)
	}
	for _, lang := range knowledge.Langs() {
		for _, text := range p.Say.In(lang) {
			add(kindSay, "", text)
		}
	}
	for _, text := range p.Screen {
		add(kindScreen, "", text)
	}
	for _, lang := range knowledge.Langs() {
		add(kindTitle, "", p.Title.In(lang))
	}
	for i := range p.Causes {
		cause := &p.Causes[i]
		for _, lang := range knowledge.Langs() {
			for _, text := range cause.Says.In(lang) {
				add(kindCause, cause.ID, text)
			}
			add(kindCause, cause.ID, cause.Title.In(lang))
		}
	}
	for _, lang := range knowledge.Langs() {
		add(kindBackground, "", p.Background.In(lang))
	}
}
