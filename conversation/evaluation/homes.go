package evaluation

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/knowledge"
)

// Founding is one of the articles the knowledge base was founded on, with
// where each of its items is at home now.
type Founding struct {
	Title knowledge.Text `yaml:"title"`
	Items []Item         `yaml:"items"`
}

// Item is one thing a founding article speaks of. It has a home, or a note
// that says why it has none.
type Item struct {
	Item  knowledge.Text `yaml:"item"`
	Homes []Home         `yaml:"homes,omitempty"`
	// Questions and Safety are entries of the question bank and safety rules
	// that carry the item beside the articles.
	Questions []string `yaml:"questions,omitempty"`
	Safety    []string `yaml:"safety,omitempty"`
	Note      string   `yaml:"note,omitempty"`
}

// Home is an article that carries an item, and the routes on which it does.
type Home struct {
	Problem string            `yaml:"problem"`
	Routes  []knowledge.Route `yaml:"routes"`
}

// ReadFoundings reads the list of founding articles.
func ReadFoundings(data []byte) ([]Founding, error) {
	var file struct {
		Articles []Founding `yaml:"articles"`
	}
	if err := yaml.Load(bytes.TrimSpace(data), &file, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("read the founding articles: %w", err)
	}
	return file.Articles, nil
}

// Homeless says what is wrong with an item's homes: articles without a cause
// of the route, unknown ids, and items that are nowhere without a reason.
func (i Item) Homeless(base *knowledge.Base) []string {
	var out []string
	for _, h := range i.Homes {
		problem := base.Problem(h.Problem)
		if problem == nil {
			out = append(out, fmt.Sprintf("there is no problem %q", h.Problem))
			continue
		}
		if len(h.Routes) == 0 {
			out = append(out, fmt.Sprintf("%s: no route is given", h.Problem))
		}
		for _, r := range h.Routes {
			if !leadsTo(problem, r) {
				out = append(out, fmt.Sprintf("%s has no cause with the route %s", h.Problem, r))
			}
		}
	}
	for _, q := range i.Questions {
		if base.Question(q) == nil {
			out = append(out, fmt.Sprintf("there is no question %q", q))
		}
	}
	for _, id := range i.Safety {
		if !hasRule(base, id) {
			out = append(out, fmt.Sprintf("there is no safety rule %q", id))
		}
	}
	if len(i.Homes)+len(i.Questions)+len(i.Safety) == 0 && i.Note == "" {
		out = append(out, "it has no home and no note says why")
	}
	return out
}

func leadsTo(p *knowledge.Problem, route knowledge.Route) bool {
	for i := range p.Causes {
		if p.Causes[i].Route == route {
			return true
		}
	}
	return false
}

func hasRule(base *knowledge.Base, id string) bool {
	for i := range base.Safety.Rules {
		if base.Safety.Rules[i].ID == id {
			return true
		}
	}
	return false
}
