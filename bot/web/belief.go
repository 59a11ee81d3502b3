package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Explainer tells what the bot believes of a chat, from what is stored of it.
//
// Explain is called when something is shown to the merchant, so the turn that
// says it is stored by then. A chat that was never stored gives the zero
// Belief. It is safe for concurrent use. After an error the page keeps what
// it shows.
type Explainer interface {
	Explain(ctx context.Context, chat int64) (Belief, error)
}

// Belief is what the bot believes and why it does what it does, ready to be
// shown. It must not be changed once it was given away. The zero value says
// that no case is open.
type Belief struct {
	Phase conversation.Phase
	Open  *Candidate // the question that waits for an answer, nil if none does
	Facts []Fact     // in the order in which they were learnt
	// Causes are the most probable ones, best first; None is the probability
	// that it is none of all causes there are.
	Causes []Cause
	None   float64
	// Candidates are the questions that may be asked, worthiest first.
	Candidates []Candidate
	// Advice is the advice given last, nil if there is none.
	Advice *Advice
	Read   []Reading // what was read in the merchant's texts, in order
}

// Fact is one answer that is known, or the word that it is not.
type Fact struct {
	Question knowledge.Text
	Answer   knowledge.Text // zero when the merchant is not sure
	Origin   conversation.Origin
}

// Cause is one cause with its probability, in [0, 1].
type Cause struct {
	Problem, Title knowledge.Text
	Route          knowledge.Route
	P              float64
}

// Candidate is a question that may be asked.
type Candidate struct {
	ID   string
	Text knowledge.Text
	// Cost is what an answer costs the merchant, and Net what it is worth to
	// the advice beyond that, both in the unit of the losses: 1 is a look at
	// the screen, 20 a call to the wrong place. A Cost of 0 is not known.
	Cost, Net float64
}

// Advice is what the merchant was told to do.
type Advice struct {
	Route knowledge.Route
	Title knowledge.Text // of the cause
}

// Reading is what one text of the merchant says beside its words.
type Reading struct {
	Text    string   // the merchant's words, masked
	Screens []string // what a terminal shows, found word for word
	Facts   []Fact   // answers that it gave unasked
}

// maxCauses and maxCandidates bound what is shown.
const (
	maxCauses     = 5
	maxCandidates = 5
)

// guessed names the question that offers some problems to choose from; it is
// in no question bank.
var guessed = knowledge.Text{ZH: "哪一个最像您遇到的？", EN: "Which of these is it most like?"}

// BeliefOf gives what the page shows of a conversation's state.
func BeliefOf(engine *conversation.Engine, base *knowledge.Base, s conversation.State) Belief {
	b, ok := engine.Explain(s)
	if !ok {
		return Belief{Phase: s.Phase}
	}
	n := namer{base}
	out := Belief{Phase: s.Phase, None: b.None, Read: n.readings(s.Case), Facts: n.facts(s.Case)}
	if open := s.Case.Open; open != nil {
		c := n.candidate(open.Question, b.Values[open.Question])
		out.Open = &c
	}
	for _, h := range b.Hypotheses[:min(maxCauses, len(b.Hypotheses))] {
		out.Causes = append(out.Causes, n.cause(h))
	}
	for id, net := range b.Values {
		out.Candidates = append(out.Candidates, n.candidate(id, net))
	}
	slices.SortFunc(out.Candidates, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(y.Net, x.Net), cmp.Compare(x.ID, y.ID))
	})
	out.Candidates = out.Candidates[:min(maxCandidates, len(out.Candidates))]
	if given := s.Case.Advice; len(given) > 0 {
		last := given[len(given)-1]
		out.Advice = &Advice{Route: last.Route, Title: n.problem(last.Problem)}
		if len(last.Causes) > 0 {
			out.Advice.Title = n.cause(conversation.Hypothesis{Problem: last.Problem, Cause: last.Causes[0]}).Title
		}
	}
	return out
}

// namer gives the words for the ids of a knowledge base. An id that the base
// has no longer is its own name.
type namer struct{ base *knowledge.Base }

// same is a text that reads alike in every language.
func same(s string) knowledge.Text { return knowledge.Text{ZH: s, EN: s} }

func (n namer) problem(slug string) knowledge.Text {
	if p := n.base.Problem(slug); p != nil {
		return p.Title
	}
	return same(slug)
}

func (n namer) cause(h conversation.Hypothesis) Cause {
	out := Cause{Problem: n.problem(h.Problem), Title: same(h.Cause), P: h.P}
	if p := n.base.Problem(h.Problem); p != nil {
		if c := p.Cause(h.Cause); c != nil {
			out.Title, out.Route = c.Title, c.Route
		}
	}
	return out
}

func (n namer) question(id string) knowledge.Text {
	if id == conversation.QuestionProblem {
		return guessed
	}
	if q := n.base.Question(id); q != nil {
		return q.Text
	}
	return same(id)
}

func (n namer) candidate(id string, net float64) Candidate {
	out := Candidate{ID: id, Text: n.question(id), Net: net}
	if q := n.base.Question(id); q != nil {
		out.Cost, _ = q.Effort.Cost()
	}
	return out
}

// facts gives the latest answer to every question, in the order in which the
// questions were first answered.
func (n namer) facts(c *conversation.Case) []Fact {
	var out []Fact
	place := map[string]int{}
	for _, a := range c.Answers {
		i, known := place[a.Question]
		if !known {
			i = len(out)
			place[a.Question] = i
			out = append(out, Fact{})
		}
		out[i] = n.fact(a)
	}
	return out
}

// fact words an answer.
func (n namer) fact(a conversation.Answer) Fact {
	out := Fact{Question: n.question(a.Question), Answer: same(a.Answer), Origin: a.Origin}
	switch {
	case a.Answer == knowledge.Unsure:
		out.Answer = knowledge.Text{}
	case a.Question == conversation.QuestionProblem:
		out.Answer = n.problem(a.Answer)
		if a.Answer == conversation.NoneOfThese {
			out.Answer = knowledge.Text{ZH: "都不是", EN: "none of these"}
		}
	case a.Question == knowledge.CodeQuestion && a.Answer == knowledge.NoCode:
		out.Answer = knowledge.Text{ZH: "没有代码", EN: "there is no code"}
	case a.Question == knowledge.CodeQuestion && n.base.Code(a.Answer) != nil:
		m := n.base.Code(a.Answer).Meaning
		out.Answer = knowledge.Text{ZH: a.Answer + "：" + m.ZH, EN: a.Answer + ": " + m.EN}
	default:
		if q := n.base.Question(a.Question); q != nil {
			if answer, ok := q.Answer(a.Answer); ok {
				out.Answer = answer.Fact
			}
		}
	}
	return out
}

// readings gives what was read in the texts; a text that only answered a
// question is left out.
func (n namer) readings(c *conversation.Case) []Reading {
	var out []Reading
	for _, text := range c.Texts {
		r := Reading{Text: text.Text, Screens: text.Shown}
		for _, a := range c.Answers {
			if a.Origin == conversation.Read && a.Text == text.N {
				r.Facts = append(r.Facts, n.fact(a))
			}
		}
		if !text.Reply || len(r.Screens)+len(r.Facts) > 0 {
			out = append(out, r)
		}
	}
	return out
}
