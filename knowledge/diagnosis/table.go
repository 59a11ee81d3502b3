package diagnosis

import (
	"errors"
	"fmt"
)

// Table is raw co-occurrence counts: how often cases of a cause came with an
// answer.
type Table struct {
	Causes    []CountedCause
	Questions []CountedQuestion
	Smoothing float64 // outcomes the pooled law of a question is worth in every cell; 0 is 1
}

// CountedCause is a cause that was seen so many times. Cases may be 0: one case
// more is added to each.
type CountedCause struct {
	ID, Group, Route string
	Cases            float64
}

// CountedQuestion holds the counts of one question.
type CountedQuestion struct {
	ID                  string
	Answers             []string
	Cost, Error, Unsure float64
	Cells               []CountedCell // causes without a cell follow the pooled law
}

// CountedCell holds how often one cause, by index, came with each answer.
type CountedCell struct {
	Cause  int
	Counts []float64 // by answer
}

// FromCounts builds a model from raw counts, so that the choice of questions can
// be measured on any data. With m for Smoothing and b for the pooled law of the
// question, one outcome spread evenly over its answers,
//
//	P(a|c) = (m·b(a) + n(a,c)) / (m + Σ n(·,c)),  π(c) ∝ 1 + Cases(c)
//
// A link lists only the answers that were seen: the others keep the proportions
// of b by themselves, so the model stays as sparse as the counts.
func FromCounts(t Table, losses Losses) (*Model, error) {
	var found findings
	if t.Smoothing == 0 {
		t.Smoothing = 1
	}
	found.within("the smoothing", t.Smoothing, smallest, largest)
	causes := make([]Cause, len(t.Causes))
	for i, c := range t.Causes {
		found.within(fmt.Sprintf("cause %q: number of cases", c.ID), c.Cases, 0, largest)
		causes[i] = Cause{ID: c.ID, Group: c.Group, Route: c.Route, Prior: 1 + c.Cases}
	}
	questions := make([]Question, len(t.Questions))
	for i, q := range t.Questions {
		checkCounts(q, &found)
		if len(found) == 0 {
			questions[i] = q.question(t.Smoothing)
		}
	}
	if len(found) > 0 {
		return nil, errors.Join(found...)
	}
	return New(causes, questions, losses)
}

func checkCounts(q CountedQuestion, found *findings) {
	if len(q.Answers) == 0 {
		found.addf("question %q has no answers", q.ID)
	}
	for _, cell := range q.Cells {
		if len(cell.Counts) != len(q.Answers) {
			found.addf("question %q: cause %d has %d counts for %d answers", q.ID, cell.Cause, len(cell.Counts), len(q.Answers))
		}
		for _, n := range cell.Counts {
			found.within(fmt.Sprintf("question %q: cause %d: count", q.ID, cell.Cause), n, 0, largest)
		}
	}
}

func (q CountedQuestion) question(smoothing float64) Question {
	pooled := make([]float64, len(q.Answers))
	total := 1.0
	for a := range pooled {
		pooled[a] = 1 / float64(len(pooled))
	}
	for _, cell := range q.Cells {
		for a, n := range cell.Counts {
			pooled[a] += n
			total += n
		}
	}
	for a := range pooled {
		pooled[a] /= total
	}
	out := Question{
		ID: q.ID, Answers: q.Answers, Background: pooled,
		Cost: q.Cost, Error: q.Error, Unsure: q.Unsure, Ask: true,
	}
	for _, cell := range q.Cells {
		sum := smoothing
		for _, n := range cell.Counts {
			sum += n
		}
		link := Link{Cause: cell.Cause}
		for a, n := range cell.Counts {
			if n > 0 {
				link.Listed = append(link.Listed, AnswerP{Answer: a, P: (smoothing*pooled[a] + n) / sum})
			}
		}
		if len(link.Listed) > 0 {
			out.Links = append(out.Links, link)
		}
	}
	return out
}
