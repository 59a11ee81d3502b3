package diagnosis

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Limits of what a model accepts. They only keep the arithmetic finite.
const (
	largest     = 1e9  // of a weight, a loss or a cost
	smallest    = 1e-9 // of a prior weight
	sumSlack    = 1e-6 // how far a law may be from its sum, for rounding
	leastError  = 1e-6 // of any question: no answer is ever quite impossible
	coldest     = .01  // temperature
	hottest     = 100  // temperature
	mostAnswers = 1 << 16
)

// findings collects everything wrong with the input of New.
type findings []error

func (f *findings) addf(format string, args ...any) {
	*f = append(*f, fmt.Errorf(format, args...))
}

// within reports a number outside [low, high], and NaN.
func (f *findings) within(what string, x, low, high float64) {
	if !(x >= low && x <= high) {
		f.addf("%s is %v, want %v to %v", what, x, low, high)
	}
}

// New compiles a model, or returns one error that holds every finding. It keeps
// no reference to the caller's slices and maps.
func New(causes []Cause, questions []Question, losses Losses) (*Model, error) {
	var found findings
	losses = withDefaults(losses)
	checkLosses(losses, &found)
	m := &Model{
		causes:        slices.Clone(causes),
		losses:        losses,
		causeIndex:    make(map[string]int, len(causes)),
		groupIndex:    map[string]int{},
		routeIndex:    map[string]int{},
		questionIndex: make(map[string]int, len(questions)),
	}
	m.addCauses(&found)
	m.addQuestions(questions, &found)
	if len(found) > 0 {
		return nil, errors.Join(found...)
	}
	m.scratch.New = func() any { return newScratch(m) }
	return m, nil
}

func withDefaults(l Losses) Losses {
	orElse := func(x *float64, y float64) {
		if *x == 0 {
			*x = y
		}
	}
	d := DefaultLosses()
	orElse(&l.WrongRoute, d.WrongRoute)
	orElse(&l.Person, d.Person)
	orElse(&l.Lambda, d.Lambda)
	orElse(&l.Temperature, d.Temperature)
	if l.Lambda < 0 {
		l.Lambda = 0
	}
	l.WrongGroup = maps.Clone(l.WrongGroup)
	l.NoneOfThese = maps.Clone(l.NoneOfThese)
	return l
}

func checkLosses(l Losses, found *findings) {
	found.within("the loss of a wrong route", l.WrongRoute, 0, largest)
	found.within("the loss of asking a person", l.Person, 0, largest)
	found.within("lambda", l.Lambda, 0, largest)
	found.within("the temperature", l.Temperature, coldest, hottest)
	for _, r := range slices.Sorted(maps.Keys(l.WrongGroup)) {
		found.within(fmt.Sprintf("the loss of a wrong group on route %q", r), l.WrongGroup[r], 0, largest)
	}
	for _, r := range slices.Sorted(maps.Keys(l.NoneOfThese)) {
		found.within(fmt.Sprintf("the loss of route %q when none of these is true", r), l.NoneOfThese[r], 0, largest)
	}
}

func (m *Model) addCauses(found *findings) {
	if len(m.causes) == 0 {
		found.addf("there are no causes")
	}
	total := 0.0
	for i := range m.causes {
		c := &m.causes[i]
		if c.Group == "" {
			c.Group = c.ID
		}
		if c.WrongLoss == 0 {
			c.WrongLoss = m.losses.WrongRoute
		}
		if c.Effort == 0 {
			c.Effort = 1
		}
		m.checkCause(i, found)
		total += c.Prior
		r := m.route(c.Route)
		g, ok := m.groupIndex[c.Group]
		if !ok {
			g = len(m.groups)
			m.groupIndex[c.Group] = g
			m.groups = append(m.groups, c.Group)
			m.groupRoute = append(m.groupRoute, int32(r))
			m.members[r] = append(m.members[r], int32(g))
		} else if int(m.groupRoute[g]) != r {
			found.addf("cause %q: group %q has the routes %q and %q",
				c.ID, c.Group, m.routes[m.groupRoute[g]], c.Route)
		}
		m.routeOf = append(m.routeOf, int32(r))
		m.groupOf = append(m.groupOf, int32(g))
		m.loss = append(m.loss, c.WrongLoss)
	}
	for _, c := range m.causes {
		m.logPrior = append(m.logPrior, math.Log(c.Prior/total))
	}
}

func (m *Model) checkCause(i int, found *findings) {
	c := m.causes[i]
	if c.ID == "" {
		found.addf("cause %d has no ID", i)
	} else if _, twice := m.causeIndex[c.ID]; twice {
		found.addf("cause %q is there twice", c.ID)
	}
	m.causeIndex[c.ID] = i
	if c.Route == "" {
		found.addf("cause %q has no route", c.ID)
	}
	found.within(fmt.Sprintf("cause %q: prior", c.ID), c.Prior, smallest, largest)
	found.within(fmt.Sprintf("cause %q: loss of a wrong route", c.ID), c.WrongLoss, 0, largest)
	found.within(fmt.Sprintf("cause %q: effort", c.ID), c.Effort, smallest, largest)
	if !(c.Fix >= 0 && c.Fix < 1) {
		found.addf("cause %q: P(fix) is %v, want 0 to below 1", c.ID, c.Fix)
	}
}

// route finds or adds a route.
func (m *Model) route(name string) int {
	if r, ok := m.routeIndex[name]; ok {
		return r
	}
	r := len(m.routes)
	m.routeIndex[name] = r
	m.routes = append(m.routes, name)
	m.members = append(m.members, nil)
	m.wrongGroup = append(m.wrongGroup, m.losses.WrongGroup[name])
	none, given := m.losses.NoneOfThese[name]
	if !given && name != RouteHuman && name != RouteNone {
		none = m.losses.WrongRoute
	}
	m.noneLoss = append(m.noneLoss, none)
	return r
}

func (m *Model) addQuestions(questions []Question, found *findings) {
	for i, q := range questions {
		before := len(*found)
		if q.ID == "" {
			found.addf("question %d has no ID", i)
		} else if _, twice := m.questionIndex[q.ID]; twice {
			found.addf("question %q is there twice", q.ID)
		}
		m.questionIndex[q.ID] = i
		m.checkQuestion(q, found)
		if len(*found) > before {
			continue
		}
		q = cloneQuestion(q)
		m.source = append(m.source, q)
		m.questions = append(m.questions, m.compile(q))
	}
}

func cloneQuestion(q Question) Question {
	q.Answers = slices.Clone(q.Answers)
	q.Background = slices.Clone(q.Background)
	q.Links = slices.Clone(q.Links)
	for i := range q.Links {
		q.Links[i].Listed = slices.Clone(q.Links[i].Listed)
	}
	return q
}

func (m *Model) checkQuestion(q Question, found *findings) {
	of := func(what string) string { return fmt.Sprintf("question %q: %s", q.ID, what) }
	if n := len(q.Answers); n < 2 || n > mostAnswers {
		found.addf("%s", of(fmt.Sprintf("has %d answers, want 2 to %d", n, mostAnswers)))
	}
	if q.Background != nil {
		if len(q.Background) != len(q.Answers) {
			found.addf("%s", of(fmt.Sprintf("has %d answers but a background of %d", len(q.Answers), len(q.Background))))
		}
		sum := 0.0
		for _, b := range q.Background {
			found.within(of("background"), b, 0, 1)
			sum += b
		}
		found.within(of("sum of the background"), sum, 1-sumSlack, 1+sumSlack)
	}
	found.within(of("cost"), q.Cost, 0, largest)
	found.within(of("share of unsure"), q.Unsure, 0, 1)
	if !(q.Error >= 0 && q.Error < 1) {
		found.addf("%s", of(fmt.Sprintf("share of wrong answers is %v, want 0 to below 1", q.Error)))
	}
	seen := make(map[int]bool, len(q.Links))
	for _, l := range q.Links {
		if l.Cause < 0 || l.Cause >= len(m.causes) {
			found.addf("%s", of(fmt.Sprintf("links cause %d of %d", l.Cause, len(m.causes))))
			continue
		}
		if seen[l.Cause] {
			found.addf("%s", of(fmt.Sprintf("links cause %q twice", m.causes[l.Cause].ID)))
		}
		seen[l.Cause] = true
		checkLink(of(fmt.Sprintf("cause %q", m.causes[l.Cause].ID)), l, q, found)
	}
}

func checkLink(where string, l Link, q Question, found *findings) {
	seen := make(map[int]bool, len(l.Listed))
	sum := 0.0
	for _, a := range l.Listed {
		if a.Answer < 0 || a.Answer >= len(q.Answers) {
			found.addf("%s lists answer %d of %d", where, a.Answer, len(q.Answers))
			return
		}
		if seen[a.Answer] {
			found.addf("%s lists answer %q twice", where, q.Answers[a.Answer])
		}
		seen[a.Answer] = true
		found.within(where+": probability", a.P, 0, 1)
		sum += a.P
	}
	if sum > 1+sumSlack {
		found.addf("%s: the listed probabilities sum to %v", where, sum)
	}
	if sum <= 0 && len(l.Listed) > 0 && unlistedMass(l, q, seen) <= 0 {
		found.addf("%s: every answer is impossible", where)
	}
}

// unlistedMass is the background probability of the answers a link leaves out.
func unlistedMass(l Link, q Question, listed map[int]bool) float64 {
	if q.Background == nil {
		return float64(len(q.Answers)-len(l.Listed)) / float64(max(1, len(q.Answers)))
	}
	rest := 0.0
	for a, b := range q.Background {
		if !listed[a] {
			rest += b
		}
	}
	return rest
}
