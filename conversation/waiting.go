package conversation

// offer says a text with buttons below.
func (t *turn) offer(text string, answers []Choice) {
	t.emit(Message{Type: TypeMessage, Text: text, Answers: answers})
}

// waiting comes back to what waits for the merchant, after something that has
// nothing to do with it.
func (t *turn) waiting() {
	switch t.s.Phase {
	case Asking:
		t.repeat()
	case Advised:
		t.offer(t.say(PhraseTryFirst, nil), t.outcomes())
	case WithTeam:
		t.message(t.say(PhraseWithTeam, nil))
	}
}

// past reports whether the button that was pressed stands below something
// older than the question or advice that waits, or below what was never shown.
func (t *turn) past() bool {
	shown := t.ev.Shown
	return t.ev.Kind == EventPress && shown != 0 && (shown < t.since() || shown >= t.s.Turn)
}

// since is the turn from which on the buttons shown count.
func (t *turn) since() int {
	c := t.s.Case
	switch t.s.Phase {
	case Asking:
		return c.Open.since()
	case Advised:
		return c.Advice[len(c.Advice)-1].Turn
	}
	return 0
}

// stale answers a button that belongs to something past and shows what is
// asked now.
func (t *turn) stale() {
	switch t.s.Phase {
	case Asking:
		t.message(t.say(PhraseStale, nil))
		t.repeat()
	case WithTeam:
		t.message(t.say(PhraseWithTeam, nil))
	case Advised:
		t.offer(t.say(PhraseStaleAdvice, nil), t.outcomes())
	default:
		t.message(t.say(PhraseNothingOpen, nil))
	}
}
