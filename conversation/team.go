package conversation

import "github.com/tillmate/tillmate/knowledge"

// taken notes that a person owns the case, or opens one for the person to own.
func (t *turn) taken() {
	t.openCase()
	t.s.Case.Open = nil
	t.s.Phase, t.s.Lost = WithTeam, 0
}

// returned lets the bot go on with a case that the team had, from everything
// that is known by now. That the bot goes on was said by who handed it back.
func (t *turn) returned() {
	if t.s.Heard.Before(t.ev.At) {
		t.s.Heard = t.ev.At // the reminders, and how long a case waits, count from now
	}
	t.s.Nudges, t.s.Lost = 0, 0
	t.openCase()
	t.s.Case.Open = nil
	for _, a := range t.ev.Known {
		if t.answerable(a) {
			a.Origin, a.Text, a.Turn = Agent, 0, t.s.Turn
			t.learn(a)
			t.noted = append(t.noted, a) // what a colleague found out is repeated
		}
	}
	if !t.s.Case.described() {
		t.s.Case, t.s.Phase = nil, Idle
		t.offer(t.say(PhraseDescribeAgain, nil), t.person())
		return
	}
	t.next()
}

// described reports whether there is anything to go on from.
func (c *Case) described() bool {
	for _, x := range c.Texts {
		if !x.Reply {
			return true
		}
	}
	return len(c.Answers) > 0
}

// answerable reports whether the knowledge has such an answer.
func (t *turn) answerable(a Answer) bool {
	q := t.base.Question(a.Question)
	if q == nil {
		return false
	}
	if q.Kind == knowledge.KindCode {
		return t.base.Code(a.Answer) != nil
	}
	_, ok := q.Answer(a.Answer)
	return ok
}

// ended moves a case that the team ended to the history.
func (t *turn) ended() {
	if t.s.Phase != WithTeam {
		return
	}
	if t.s.Case != nil {
		t.archive(t.ev.Press)
	}
	t.s.Phase, t.s.Lost = Idle, 0
}
