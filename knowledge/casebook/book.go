package casebook

import (
	"errors"
	"fmt"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

// Ref names one hypothesis: a cause of a problem.
type Ref struct {
	Problem *knowledge.Problem
	Cause   *knowledge.Cause
}

// ID is the hypothesis's name, "problem/cause".
func (r Ref) ID() string { return r.Problem.Slug + "/" + r.Cause.ID }

// Book is a compiled knowledge base. It is immutable and safe for concurrent
// use.
type Book struct {
	Base  *knowledge.Base
	Model *diagnosis.Model
	Refs  []Ref // by hypothesis

	byProblem map[string][]int // hypotheses of a problem
	byID      map[string]int
	questions map[string]int
	answers   []map[string]int // by question
	bears     [][]int          // by question: the hypotheses that predict an answer
}

// New compiles a base. The error joins everything that cannot be compiled.
func New(base *knowledge.Base) (*Book, error) {
	b := &Book{
		Base:      base,
		byProblem: map[string][]int{},
		byID:      map[string]int{},
		questions: map[string]int{},
	}
	causes := b.causes()
	questions, err := b.compileQuestions()
	if err != nil {
		return nil, err
	}
	b.Model, err = diagnosis.New(causes, questions, Losses())
	if err != nil {
		return nil, fmt.Errorf("compile the knowledge base: %w", err)
	}
	return b, nil
}

// Hypotheses lists the hypotheses of a problem.
func (b *Book) Hypotheses(problem string) []int { return b.byProblem[problem] }

// Hypothesis gives the number of a cause; ok is false when there is none.
func (b *Book) Hypothesis(problem, cause string) (int, bool) {
	i, ok := b.byID[problem+"/"+cause]
	return i, ok
}

// Question gives a question's number; ok is false when there is none.
func (b *Book) Question(id string) (int, bool) {
	i, ok := b.questions[id]
	return i, ok
}

// Bears lists the hypotheses that predict anything about a question.
func (b *Book) Bears(question int) []int { return b.bears[question] }

// Answer gives an answer's number in its question; ok is false when there is
// none. A response code that is in no table counts as none.
func (b *Book) Answer(question int, id string) (int, bool) {
	i, ok := b.answers[question][id]
	return i, ok
}

func (b *Book) causes() []diagnosis.Cause {
	var out []diagnosis.Cause
	for i := range b.Base.Problems {
		p := &b.Base.Problems[i]
		total := 0.0
		for j := range p.Causes {
			w, _ := p.Causes[j].Commonness.Weight()
			total += w
		}
		for j := range p.Causes {
			c := &p.Causes[j]
			ref := Ref{Problem: p, Cause: c}
			b.byProblem[p.Slug] = append(b.byProblem[p.Slug], len(b.Refs))
			b.byID[ref.ID()] = len(b.Refs)
			b.Refs = append(b.Refs, ref)
			w, _ := c.Commonness.Weight()
			out = append(out, diagnosis.Cause{
				ID: ref.ID(), Group: Group(p.Slug, c.Route), Route: string(c.Route),
				// A problem is as likely as any other before a word is said,
				// however many causes an editor has written for it.
				Prior: w / max(total, .01), WrongLoss: wrongLoss(p, c), Fix: fix(c), Effort: effort(c),
			})
		}
	}
	return out
}

// Group names the advice that the causes of one problem with one route share.
func Group(problem string, route knowledge.Route) string { return problem + ":" + string(route) }

func fix(c *knowledge.Cause) float64 {
	if p, ok := c.Fixed.Probability(); ok {
		return p
	}
	p, _ := knowledge.Usually.Probability()
	return p
}

func effort(c *knowledge.Cause) float64 {
	if cost, ok := c.Effort.Cost(); ok {
		return cost
	}
	cost, _ := knowledge.Read.Cost()
	return cost
}

// The losses of a wrong advice, in the unit in which looking at the screen
// costs 1. Fraud and leaks that are sent elsewhere than to a person cost three
// times a wrong route.
const (
	lossWrongRoute  = 400
	lossWrongSafety = 1200
	lossPerson      = 280
)

func wrongLoss(p *knowledge.Problem, c *knowledge.Cause) float64 {
	if p.Family == "safety" && c.Route == knowledge.RouteHuman {
		return lossWrongSafety
	}
	return lossWrongRoute
}

// Losses gives the losses of every decision. Within one route the wrong
// article costs least where the advice is a telephone call to the same people,
// and most on the device, where other steps are done in vain.
func Losses() diagnosis.Losses {
	return diagnosis.Losses{
		WrongRoute: lossWrongRoute,
		Person:     lossPerson,
		Lambda:     .12,
		// "Nothing needs doing" is as wrong as any advice when the case is in
		// no article; without this it would win whenever nothing fits.
		NoneOfThese: map[string]float64{
			string(knowledge.RouteNone):  lossWrongRoute,
			string(knowledge.RouteHuman): lossPerson,
		},
		WrongGroup: map[string]float64{
			string(knowledge.RouteBank):     20,
			string(knowledge.RouteProvider): 30,
			string(knowledge.RouteDevice):   80,
			string(knowledge.RouteHuman):    20,
			string(knowledge.RouteNone):     40,
		},
	}
}

// compileQuestions compiles the question bank and what the causes expect of it.
func (b *Book) compileQuestions() ([]diagnosis.Question, error) {
	var out []diagnosis.Question
	var errs []error
	for i := range b.Base.Questions {
		q := &b.Base.Questions[i]
		b.questions[q.ID] = i
		laws := answerLaw(b.Base, q)
		answers := make(map[string]int, len(laws.ids))
		for j, id := range laws.ids {
			answers[id] = j
		}
		b.answers = append(b.answers, answers)
		cost, ok := q.Effort.Cost()
		if !ok {
			errs = append(errs, fmt.Errorf("%s: unknown effort %q", q.At("effort"), q.Effort))
		}
		links := b.links(q, answers)
		bears := make([]int, len(links))
		for j, l := range links {
			bears[j] = l.Cause
		}
		b.bears = append(b.bears, bears)
		e, _ := q.Source.ErrorRate()
		unsure, ok := q.Unsure.Probability()
		if !ok {
			unsure, _ = knowledge.Rarely.Probability()
		}
		out = append(out, diagnosis.Question{
			ID: q.ID, Answers: laws.ids, Background: laws.law,
			Cost: cost, Error: e, Unsure: unsure, Ask: true,
			Links: links,
		})
	}
	return out, errors.Join(errs...)
}
