package evaluation

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tillmate/tillmate/knowledge"
)

// scripts lists the scripted merchants of both contents, each once; where both
// have one, the new content says what is right.
func (g *gate) scripts() []Script {
	out := slices.Clone(g.after.Scripts)
	for _, s := range g.before.Scripts {
		if !slices.ContainsFunc(out, func(x Script) bool { return scriptID(x) == scriptID(s) }) {
			out = append(out, s)
		}
	}
	return out
}

// scripted plays every scripted merchant with both contents.
func (g *gate) scripted(ctx context.Context, scripts []Script) error {
	for _, s := range scripts {
		if g.removed(s.Problem) {
			continue
		}
		was, err := g.before.play(ctx, s)
		if err != nil {
			return err
		}
		is, err := g.after.play(ctx, s)
		if err != nil {
			return err
		}
		g.progress(2)
		if g.before.Base.Problem(s.Problem) != nil {
			g.script(s, was, is)
		}
		before, err := g.before.hear(ctx, s.Text)
		if err != nil {
			return err
		}
		after, err := g.after.hear(ctx, s.Text)
		if err != nil {
			return err
		}
		g.alarms(s.Text, s.Problem, before, after)
	}
	return nil
}

// play plays a script. A case that does not end is an outcome without a route.
func (c *Content) play(ctx context.Context, s Script) (Outcome, error) {
	o, err := Play(ctx, c.Engine, c.Searcher, s)
	if err != nil && ctx.Err() == nil {
		return Outcome{}, nil
	}
	return o, err
}

// script compares the outcomes of one script.
func (g *gate) script(s Script, was, is Outcome) {
	part := &g.report.Scripts
	part.Scripts++
	right, now := s.Right(was), s.Right(is)
	part.Before += int(share(right))
	part.After += int(share(now))
	name := "script:" + scriptID(s)
	switch {
	case !right && now:
		part.Better++
		g.report.Better = append(g.report.Better, Move{name, s.Text, outcomeText(was), outcomeText(is)})
	case was.Route != is.Route || right != now:
		part.Moved++
		g.lose(Loss{Name: name, Kind: LossScript, Problem: s.Problem, Text: s.Text, Was: outcomeText(was), Is: outcomeText(is)})
	case was.Problem != is.Problem || was.Cause != is.Cause:
		part.Other++
	}
}

// outcomeText writes an outcome: "bank problem/cause", "human reason".
func outcomeText(o Outcome) string {
	switch {
	case o.Route == "":
		return "-"
	case o.Cause != "":
		return fmt.Sprintf("%s %s/%s", o.Route, o.Problem, o.Cause)
	case o.Reason != "":
		return fmt.Sprintf("%s %s", o.Route, o.Reason)
	}
	return string(o.Route)
}

// simulated plays simulated merchants, drawn from each content and played with
// it.
func (g *gate) simulated(ctx context.Context) error {
	before, err := g.crowd(ctx, g.before)
	if err != nil {
		return fmt.Errorf("with the content in use: %w", err)
	}
	after, err := g.crowd(ctx, g.after)
	if err != nil {
		return fmt.Errorf("with the new content: %w", err)
	}
	n := float64(g.Merchants)
	m := Merchants{
		Played: g.Merchants, Before: before.Right, After: after.Right,
		QuestionsBefore: before.Questions, QuestionsAfter: after.Questions,
	}
	spread := math.Sqrt((m.Before*(1-m.Before) + m.After*(1-m.After)) / n)
	m.Errors = (m.Before - m.After) / max(spread, 1/n)
	g.report.Merchants = m
	if m.Errors > Tolerance {
		g.lose(Loss{
			Name: "merchants:right_route", Kind: LossMerchants,
			Was: fmt.Sprintf("%.1f %%", 100*m.Before), Is: fmt.Sprintf("%.1f %%", 100*m.After),
		})
	}
	return nil
}

// crowd plays simulated merchants with one content.
func (g *gate) crowd(ctx context.Context, c *Content) (Simulation, error) {
	crowd, err := NewCrowd(ctx, c.Engine, c.Searcher, c.Base, c.Golden, Clean, rand.New(rand.NewPCG(g.Seed, 1)))
	if err != nil {
		return Simulation{}, err
	}
	random, s := rand.New(rand.NewPCG(g.Seed, 0)), newScore()
	for range g.Merchants {
		m := crowd.Draw(random)
		o, err := Play(ctx, c.Engine, c.Searcher, m)
		if err != nil {
			return s.Simulation, fmt.Errorf("a merchant with %s: %w", m.Ref.ID(), err)
		}
		s.count(m.Ref.Problem.Slug, m.Ref.Cause.ID, m.Right(o), o)
		g.progress(2)
	}
	return s.finish(), nil
}

// alarms finds words that set a safety rule off, and do so no more.
func (g *gate) alarms(text, problem string, was, is heard) {
	for _, id := range was.rules {
		kept := slices.ContainsFunc(g.after.Base.Safety.Rules, func(r knowledge.SafetyRule) bool { return r.ID == id })
		if kept && !slices.Contains(is.rules, id) { // that a rule is gone is a loss of its own
			g.lose(Loss{Name: fmt.Sprintf("alarm:%s/%s", id, short(text)), Kind: LossAlarm, Problem: problem, Text: text, Was: id})
		}
	}
}
