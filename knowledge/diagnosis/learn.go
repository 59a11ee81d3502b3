package diagnosis

import (
	"maps"
	"math"
	"slices"
)

// Outcome is one closed case, with indexes of the model's causes and questions.
type Outcome struct {
	Merchant  string // at most one outcome a merchant and day counts; empty is nobody in particular
	Day       int    // days since any fixed day
	Cause     int
	Answers   []Answered
	Confirmed bool // the merchant solved it, or an agent closed it with its cause
}

// Cell is one number of the table of counts.
type Cell struct{ Cause, Question, Answer int }

// Counts is a table of weighted outcomes.
type Counts struct {
	Causes map[int]float64
	Cells  map[Cell]float64
}

// PseudoCounts says how many outcomes the authored numbers are worth, and how
// outcomes weigh. The zero value stands for the defaults named here.
type PseudoCounts struct {
	Cell        float64   // of P(answer | cause), outcomes; 0 is 20
	Cause       float64   // of the prior, outcomes a cause; 0 is 10
	Unconfirmed float64   // weight of an unconfirmed outcome; 0 is .3
	HalfLife    float64   // days until an outcome weighs half; 0 is 180
	Words       []float64 // the scale of authored probabilities, rising; nil is seven words
	Commonness  []float64 // the scale of authored priors, rising; nil is three degrees
}

func (pc PseudoCounts) withDefaults() PseudoCounts {
	orElse := func(x, y float64) float64 {
		if x > 0 {
			return x
		}
		return y
	}
	pc.Cell = orElse(pc.Cell, 20)
	pc.Cause = orElse(pc.Cause, 10)
	pc.Unconfirmed = orElse(pc.Unconfirmed, .3)
	pc.HalfLife = orElse(pc.HalfLife, 180)
	if pc.Words == nil {
		pc.Words = []float64{.002, .02, .1, .3, .6, .85, .98}
	}
	if pc.Commonness == nil {
		pc.Commonness = []float64{.1, .3, 1}
	}
	return pc
}

// Count weighs the outcomes on a day: 1 if confirmed and Unconfirmed otherwise,
// halved with every half-life that has passed. Of several by one merchant on one
// day the first confirmed one counts, else the first.
func (pc PseudoCounts) Count(outcomes []Outcome, today int) Counts {
	pc = pc.withDefaults()
	counts := Counts{Causes: map[int]float64{}, Cells: map[Cell]float64{}}
	for _, o := range onePerDay(outcomes) {
		w := math.Exp2(-float64(max(0, today-o.Day)) / pc.HalfLife)
		if !o.Confirmed {
			w *= pc.Unconfirmed
		}
		counts.Causes[o.Cause] += w
		last := map[int]int{}
		for _, a := range o.Answers {
			last[a.Question] = a.Answer
		}
		for q, a := range last {
			counts.Cells[Cell{o.Cause, q, a}] += w
		}
	}
	return counts
}

func onePerDay(outcomes []Outcome) []Outcome {
	type visit struct {
		merchant string
		day      int
	}
	at := map[visit]int{}
	var kept []Outcome
	for _, o := range outcomes {
		v := visit{o.Merchant, o.Day}
		i, seen := at[v]
		switch {
		case o.Merchant == "" || !seen:
			at[v] = len(kept)
			kept = append(kept, o)
		case o.Confirmed && !kept[i].Confirmed:
			kept[i] = o
		}
	}
	return kept
}

// Learn returns the causes and questions with the counts worked in; its
// arguments are left as they are. The mean of a Dirichlet law whose prior is the
// authored number:
//
//	P'(a|c) = (Cell·P(a|c) + n(a,c)) / (Cell + Σ n(·,c))
//	π'(c)   = (Cause·C·π(c) + n(c)) / (Cause·C + Σ n),  C causes
//
// Only what a cause lists is learnt, and no number leaves its authored one by
// more than one word of the scale.
func (pc PseudoCounts) Learn(causes []Cause, questions []Question, counts Counts) ([]Cause, []Question) {
	pc = pc.withDefaults()
	causes = slices.Clone(causes)
	pc.learnPriors(causes, counts.Causes)
	asked := map[[2]int]float64{} // by cause and question
	for _, cell := range sortedCells(counts.Cells) {
		asked[[2]int{cell.Cause, cell.Question}] += counts.Cells[cell]
	}
	learnt := make([]Question, len(questions))
	for q := range questions {
		learnt[q] = cloneQuestion(questions[q])
		for i := range learnt[q].Links {
			l := &learnt[q].Links[i]
			n := asked[[2]int{l.Cause, q}]
			if n <= 0 {
				continue
			}
			pc.learnLink(l.Listed, n, func(answer int) float64 {
				return counts.Cells[Cell{l.Cause, q, answer}]
			})
		}
	}
	return causes, learnt
}

func sortedCells(cells map[Cell]float64) []Cell {
	return slices.SortedFunc(maps.Keys(cells), func(x, y Cell) int {
		return slices.Compare([]int{x.Cause, x.Question, x.Answer}, []int{y.Cause, y.Question, y.Answer})
	})
}

func (pc PseudoCounts) learnPriors(causes []Cause, counts map[int]float64) {
	weights, n := 0.0, 0.0
	for i, c := range causes {
		weights += c.Prior
		n += counts[i]
	}
	if n <= 0 || weights <= 0 {
		return
	}
	mass := pc.Cause * float64(len(causes))
	for i := range causes {
		share := causes[i].Prior / weights
		learnt := (mass*share + counts[i]) / (mass + n)
		causes[i].Prior = within(causes[i].Prior, learnt*weights, pc.Commonness, math.Log)
	}
}

// learnLink updates the listed answers. Where the bounds let them sum to more
// than 1, all go back towards the authored numbers, which do not.
func (pc PseudoCounts) learnLink(listed []AnswerP, n float64, count func(answer int) float64) {
	moved := make([]float64, len(listed))
	before, after := 0.0, 0.0
	for i, a := range listed {
		p := (pc.Cell*a.P + count(a.Answer)) / (pc.Cell + n)
		moved[i] = within(a.P, p, pc.Words, logit)
		before += a.P
		after += moved[i]
	}
	share := 1.0
	if after > 1 && after > before {
		share = max(0, (1-before)/(after-before))
	}
	for i := range listed {
		listed[i].P += share * (moved[i] - listed[i].P)
	}
}

// within keeps a learnt number between the neighbours, on the scale, of the word
// nearest to the authored one.
func within(authored, learnt float64, scale []float64, measure func(float64) float64) float64 {
	if len(scale) == 0 {
		return authored
	}
	nearest := 0
	for i := range scale {
		if math.Abs(measure(scale[i])-measure(authored)) < math.Abs(measure(scale[nearest])-measure(authored)) {
			nearest = i
		}
	}
	low := min(authored, scale[max(0, nearest-1)])
	high := max(authored, scale[min(len(scale)-1, nearest+1)])
	return max(low, min(high, learnt))
}

// logit is log(p/(1-p)), cut to stay finite.
func logit(p float64) float64 {
	p = max(1e-9, min(1-1e-9, p))
	return math.Log(p / (1 - p))
}
