package conversation

import "slices"

// restart drops the open case; the merchant, the language and the terminal
// stay.
func (t *turn) restart() {
	if t.s.Case != nil {
		t.archive("restarted")
	}
	t.s.Phase, t.s.Lost = Idle, 0
	t.message(t.say(PhraseRestarted, nil))
}

// anew forgets everything but the terminal and the language: another merchant
// begins.
func (t *turn) anew() {
	old := t.s
	t.s = State{
		Version: StateVersion, Turn: old.Turn, Terminal: old.Terminal, Heard: old.Heard,
		Lang: old.Lang, LangFixed: old.LangFixed, ScriptFixed: old.ScriptFixed,
	}
	t.s.Traditional = old.Traditional && old.ScriptFixed
}

// back takes the last answer back and asks its question again. Everything said
// in the turn of that answer or later goes with it.
func (t *turn) back() {
	c := t.s.Case
	if t.s.Phase == WithTeam {
		t.message(t.say(PhraseWithTeam, nil))
		return
	}
	if c == nil {
		t.message(t.say(PhraseBackNone, nil))
		return
	}
	if c.Open != nil { // the open question was asked in reply to the last answer
		c.Asked = c.Asked[:len(c.Asked)-1]
	}
	if len(c.Asked) == 0 {
		t.message(t.say(PhraseBackNone, nil))
		if c.Open != nil {
			c.Asked = append(c.Asked, *c.Open)
			t.repeat()
		}
		return
	}
	c.Asked[len(c.Asked)-1].Since = t.s.Turn // the buttons shown since then are of what is undone
	last := c.Asked[len(c.Asked)-1]
	c.Answers = slices.DeleteFunc(c.Answers, func(a Answer) bool { return a.Turn > last.Turn })
	c.Texts = slices.DeleteFunc(c.Texts, func(x Text) bool { return x.Turn > last.Turn })
	c.Advice = slices.DeleteFunc(c.Advice, func(a Advice) bool { return a.Turn > last.Turn })
	c.Open = &last
	t.s.Phase = Asking
	t.message(t.say(PhraseBackTo, nil))
	t.repeat()
}

// edit reads an earlier text anew and goes on from what is known then.
func (t *turn) edit() {
	c := t.s.Case
	i := -1
	if c != nil {
		i = slices.IndexFunc(c.Texts, func(x Text) bool { return x.N == t.ev.Of })
	}
	if i < 0 || t.s.Phase == WithTeam {
		t.editPast()
		return
	}
	old := c.Texts[i]
	masked, kinds := kept(t.ev.Text)
	r := t.reader.Read(masked)
	if len(kinds) > 0 || t.ev.Masked {
		t.message(t.say(PhraseMasked, nil))
	}
	var replied string // the question the old text answered
	for _, a := range c.Answers {
		if a.Text == old.N && a.Origin == Typed {
			replied = a.Question
		}
	}
	c.Answers = slices.DeleteFunc(c.Answers, func(a Answer) bool { return a.Text == old.N })
	c.Texts = slices.Delete(c.Texts, i, i+1)
	open := c.Open
	c.Open = nil // facts that answer the open question are welcome too
	if rule := t.alarm(r); rule != nil {
		t.keep(masked, r, false)
		t.handoffRule(rule)
		return
	}
	t.keep(masked, r, old.Reply)
	if replied != "" {
		if answer, ok := t.reader.Reply(replied, r); ok {
			c.Answers = append(c.Answers, Answer{Question: replied, Answer: answer, Origin: Typed, Text: old.N, Turn: old.Turn})
		}
	}
	c.Open = open
	t.message(t.say(PhraseChanged, nil))
	t.next()
}

// editPast answers an edit of a text that is no part of the open case.
func (t *turn) editPast() {
	if t.s.Phase == WithTeam {
		t.message(t.say(PhraseWithTeam, nil))
		return
	}
	if t.s.Case == nil && t.ev.Of >= 1 && t.ev.Of <= t.s.Texts {
		// A text that opened no case is mended: it may open one now.
		t.s.Texts--
		t.text()
		return
	}
	t.message(t.say(PhraseNoSuchText, nil))
	if t.s.Phase == Asking {
		t.repeat()
	}
}
