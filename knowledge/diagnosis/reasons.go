package diagnosis

import (
	"cmp"
	"math"
	"slices"
)

// decibans is the size of a nat: 10/ln 10.
const decibans = 10 / math.Ln10

// Reason is what one piece of evidence weighs for a decision.
type Reason struct {
	Evidence Evidence
	Decibans float64 // above 0 speaks for it, below 0 against; 10 is odds of ten to one
}

// Reasons returns how much each piece of evidence speaks for or against a
// decision, strongest first: Good's weight of evidence given all the other
// evidence,
//
//	w = log P(e | d, rest) / P(e | not d, rest) = log O(d | all) - log O(d | rest),
//
// where O are the odds of the decision's group, or of none of these if it
// abstains. What was superseded and answers nobody could give are left out.
// Retrieval and none are those of Posterior; the temperature plays no part.
func (m *Model) Reasons(retrieval []float64, none float64, evidence []Evidence, d Decision) []Reason {
	group := -1
	if !d.Abstain() {
		g, ok := m.groupIndex[d.Group]
		if !ok {
			return nil
		}
		group = g
	}
	settled := Settled(evidence)
	all := m.logOdds(m.scores(retrieval, none, settled), group)
	var reasons []Reason
	for i, e := range settled {
		if !m.counts(e) {
			continue
		}
		rest := m.logOdds(m.scores(retrieval, none, without(settled, i)), group)
		if w := decibans * (all - rest); !math.IsNaN(w) {
			reasons = append(reasons, Reason{e, w})
		}
	}
	slices.SortStableFunc(reasons, func(x, y Reason) int {
		return cmp.Compare(math.Abs(y.Decibans), math.Abs(x.Decibans))
	})
	return reasons
}

// counts reports whether evidence moves the belief at all.
func (m *Model) counts(e Evidence) bool {
	switch e := e.(type) {
	case Answered:
		return m.knows(e)
	case NotFixed:
		return m.has(e)
	}
	return false
}

// logOdds of a group against everything else, or for -1 of none of these.
func (m *Model) logOdds(s []float64, group int) float64 {
	var pro, con logSum
	last := len(s) - 1
	for c, x := range s[:last] {
		if group >= 0 && int(m.groupOf[c]) == group {
			pro.add(x)
		} else {
			con.add(x)
		}
	}
	if group >= 0 {
		con.add(s[last])
	} else {
		pro.add(s[last])
	}
	return pro.log() - con.log()
}

// logSum is a running log Σ exp(x). The zero value is an empty sum.
type logSum struct {
	top, sum float64
}

func (l *logSum) add(x float64) {
	switch {
	case l.sum == 0:
		l.top, l.sum = x, 1
	case x <= l.top:
		l.sum += math.Exp(x - l.top)
	default:
		l.top, l.sum = x, l.sum*math.Exp(l.top-x)+1
	}
}

func (l *logSum) log() float64 {
	if l.sum == 0 {
		return math.Inf(-1)
	}
	return l.top + math.Log(l.sum)
}

func logSumOf(s []float64) float64 {
	var l logSum
	for _, x := range s {
		l.add(x)
	}
	return l.log()
}
