package knowledge

import "slices"

// Base is one whole knowledge base. It is immutable after [Load] and safe for
// concurrent use.
type Base struct {
	Problems  []Problem     // by slug
	Questions []Question    // core questions first, in file order
	Codes     []Code        // in file order
	Routes    []RouteAdvice // one a route
	Terms     Terms
	Safety    Safety
	Intents   []Intent
	// OtherSubjects are what merchants write about beside the problems; a text
	// that is nearer to them than to any problem is none.
	OtherSubjects []Subject

	problems  map[string]int
	questions map[string]int
	codes     map[string]int
	intents   *document
	routes    *document
	subjects  *document
}

// Problem returns the problem with that slug, or nil.
func (b *Base) Problem(slug string) *Problem {
	if i, ok := b.problems[slug]; ok {
		return &b.Problems[i]
	}
	return nil
}

// Question returns the question with that id, or nil.
func (b *Base) Question(id string) *Question {
	if i, ok := b.questions[id]; ok {
		return &b.Questions[i]
	}
	return nil
}

// Code returns the table's entry for a response code, or nil.
func (b *Base) Code(code string) *Code {
	if i, ok := b.codes[code]; ok {
		return &b.Codes[i]
	}
	return nil
}

// Advice returns what holds for every recommendation of a route.
func (b *Base) Advice(route Route) RouteAdvice {
	for _, r := range b.Routes {
		if r.Route == route {
			return r
		}
	}
	return RouteAdvice{Route: route}
}

// Cause returns the cause with that id, or nil.
func (p *Problem) Cause(id string) *Cause {
	for i := range p.Causes {
		if p.Causes[i].ID == id {
			return &p.Causes[i]
		}
	}
	return nil
}

// Asks reports whether the question bears on the problem.
func (p *Problem) Asks(question string) bool { return slices.Contains(p.Questions, question) }

// At gives the position of a value inside the problem's file, by a path of
// keys (string) and places in lists (int).
func (p *Problem) At(path ...any) Position { return p.doc.at(path...) }

// At gives the position of a value inside the question.
func (q *Question) At(path ...any) Position {
	return q.doc.at(append(slices.Clone(q.path), path...)...)
}

// At gives the position of a value inside the code's entry.
func (c *Code) At(path ...any) Position { return c.doc.at(append(slices.Clone(c.path), path...)...) }

// At gives the position of a value inside the terms.
func (t *Terms) At(path ...any) Position { return t.doc.at(path...) }

// At gives the position of a value inside the safety rules.
func (s *Safety) At(path ...any) Position { return s.doc.at(path...) }

// RoutesAt gives the position of a value inside the routes' file.
func (b *Base) RoutesAt(path ...any) Position { return b.routes.at(path...) }

// IntentsAt gives the position of a value inside the intents' file.
func (b *Base) IntentsAt(path ...any) Position { return b.intents.at(path...) }

// SubjectsAt gives the position of a value inside the other subjects' file.
func (b *Base) SubjectsAt(path ...any) Position { return b.subjects.at(path...) }

// Lexicon lists the texts a terminal may show, as shown: the articles' screen
// texts and the codes' display texts, without doubles.
func (b *Base) Lexicon() []string {
	var out []string
	seen := map[string]bool{}
	add := func(texts []string) {
		for _, t := range texts {
			if t != "" && !seen[t] {
				seen[t] = true
				out = append(out, t)
			}
		}
	}
	for i := range b.Problems {
		add(b.Problems[i].Screen)
	}
	for i := range b.Codes {
		add(b.Codes[i].Display)
	}
	return out
}

// index fills the look-up tables.
func (b *Base) index() {
	b.problems = make(map[string]int, len(b.Problems))
	for i := range b.Problems {
		b.problems[b.Problems[i].Slug] = i
	}
	b.questions = make(map[string]int, len(b.Questions))
	for i := range b.Questions {
		b.questions[b.Questions[i].ID] = i
	}
	b.codes = make(map[string]int, len(b.Codes))
	for i := range b.Codes {
		b.codes[b.Codes[i].Code] = i
	}
}
