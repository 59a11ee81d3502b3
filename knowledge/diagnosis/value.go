package diagnosis

import (
	"cmp"
	"errors"
	"slices"
)

// Value is what asking a question is worth.
type Value struct {
	Question int     // index; -1 for one that is not of the model
	EVSI     float64 // expected value of sample information, at least 0, in the unit of the losses
	EIG      float64 // expected information gain about the route, at least 0, nats
	Net      float64 // NetValue: EVSI + λ·WrongRoute·EIG - cost
}

// Options narrow down what Values considers.
type Options struct {
	Asked []int // questions not to ask, beside those the belief has an answer to
	Limit int   // return only so many of the best; 0 is all
}

// Values returns the questions that can still be asked, best net value first;
// equals keep the order of the model. With u the share of people who cannot say,
// d* the decision now and d the best one after an answer:
//
//	EVSI = (1-u)·(EL(d*) - Σ P(a)·min EL(d | a))
//	EIG  = (1-u)·Σ P(a)·Σ p(r|a)·log(p(r|a)/p(r))
//
// where r is the route of the true cause, or that none of these is true. EVSI
// sees one answer ahead: it is 0 where only two answers together would change
// the decision. EIG is not, and so stands for what lies further ahead.
//
// The work grows with the links of the questions and the answers they list, not
// with causes times questions.
func (m *Model) Values(b Belief, o Options) []Value {
	s := m.borrow(&b)
	defer m.scratch.Put(s)
	s.retire(b.retired)
	s.retire(o.Asked)
	var values []Value
	if o.Limit <= 0 {
		values = make([]Value, 0, len(m.questions))
	}
	for i := range m.questions {
		if !m.questions[i].ask || s.retired[i] {
			continue
		}
		values = keep(values, s.value(i, &m.questions[i]), o.Limit)
	}
	if o.Limit <= 0 {
		slices.SortStableFunc(values, byNet)
	}
	return values
}

func byNet(x, y Value) int { return cmp.Compare(y.Net, x.Net) }

// keep appends a value, or with a limit inserts it among the best.
func keep(values []Value, v Value, limit int) []Value {
	if limit <= 0 {
		return append(values, v)
	}
	if len(values) == limit {
		if values[limit-1].Net >= v.Net {
			return values
		}
		values = values[:limit-1]
	}
	at := len(values)
	for at > 0 && values[at-1].Net < v.Net {
		at--
	}
	return slices.Insert(values, at, v)
}

// Next returns the best question; ok is false if none is worth its cost, which
// is when to stop asking.
func (m *Model) Next(b Belief, o Options) (v Value, ok bool) {
	o.Limit = 1
	best := m.Values(b, o)
	if len(best) == 0 || best[0].Net <= 0 {
		return Value{}, false
	}
	return best[0], true
}

// ValueOf values a question that is not of the model, such as "which of these
// three problems is it?". Its links name causes of the model.
func (m *Model) ValueOf(b Belief, q Question) (Value, error) {
	c, err := m.adHoc(q)
	if err != nil {
		return Value{}, err
	}
	s := m.borrow(&b)
	defer m.scratch.Put(s)
	return s.value(-1, &c), nil
}

// LogLikelihoods returns log L(answer | cause) less the log of what the answer
// has under the background law, by cause, for a question that is not of the
// model. Added to the retrieval weights of Posterior it makes the answer count.
func (m *Model) LogLikelihoods(q Question, answer int) ([]float64, error) {
	c, err := m.adHoc(q)
	if err != nil {
		return nil, err
	}
	if answer < 0 || answer >= len(q.Answers) {
		return nil, errors.New("question " + q.ID + ": no such answer")
	}
	s := make([]float64, len(m.causes))
	c.weigh(s, answer)
	return s, nil
}

func (m *Model) adHoc(q Question) (question, error) {
	var found findings
	m.checkQuestion(q, &found)
	if len(found) > 0 {
		return question{}, errors.Join(found...)
	}
	return m.compile(q), nil
}
