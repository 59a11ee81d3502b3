package conversation

import "time"

// unresolved is the outcome of a case that was left without an end.
const unresolved = "unresolved"

// Due gives when the chat's timer is due: the merchant is silent while a
// question or an advice waits. ok is false when nothing is to be brought up.
// At that time, or later, the chat is given an event of the kind [EventTimer].
func (e *Engine) Due(s State) (due time.Time, ok bool) {
	if s.Heard.IsZero() || s.Phase != Asking && s.Phase != Advised {
		return time.Time{}, false
	}
	switch s.Nudges {
	case 0:
		return s.Heard.Add(NudgeFirst), true
	case 1:
		return s.Heard.Add(NudgeSecond), true
	}
	return time.Time{}, false
}

// early reports whether an event is a timer's that came before its time, or
// when nothing is to be brought up.
func (e *Engine) early(s State, ev Event) bool {
	if ev.Kind != EventTimer {
		return false
	}
	due, ok := e.Due(s)
	return !ok || ev.At.Before(due)
}

// heard notes that the merchant is there. A case that waited too long is
// closed first: what comes now is no part of it.
func (t *turn) heard() {
	switch t.ev.Kind {
	case EventTimer, EventFailed, EventSlow, EventTaken, EventReturned, EventEnded:
		return // not the merchant's doing
	}
	t.pause = t.ev.At.Sub(t.s.Heard)
	if t.forgotten() && !t.keepsForgotten() {
		t.expire()
	}
	if t.ev.Kind != EventFiles {
		t.s.Burst = false
	}
	if t.s.Heard.Before(t.ev.At) {
		t.s.Heard = t.ev.At
	}
	t.s.Nudges = 0
}

// forgotten reports whether the bot has waited too long for the merchant. A
// case that a person owns is never forgotten.
func (t *turn) forgotten() bool {
	waits := t.s.Phase == Asking || t.s.Phase == Advised
	return waits && !t.s.Heard.IsZero() && t.ev.At.Sub(t.s.Heard) > CaseIdle
}

// keepsForgotten reports whether the event still belongs to a case that waited
// too long: a person gets all that is known, and a yes is an end.
func (t *turn) keepsForgotten() bool {
	if t.ev.Kind != EventPress {
		return false
	}
	switch t.ev.Press {
	case PressHuman, PressRestart:
		return true
	case PressSolved:
		return t.s.Phase == Advised
	}
	return false
}

// expire closes a case that waited too long.
func (t *turn) expire() {
	t.archive(unresolved)
	t.s.Lost = 0
}

// nudge brings up what waits. It comes once after a while and once a day
// later; a timer that comes so late that both are past says one, and one that
// comes after the case was forgotten says nothing.
func (t *turn) nudge() {
	if t.forgotten() {
		t.s.Nudges = maxNudges
		return
	}
	question, advice := PhraseNudgeQuestion, PhraseNudgeAdvice
	t.s.Nudges++
	if !t.ev.At.Before(t.s.Heard.Add(NudgeSecond)) {
		question, advice = PhraseNudgeQuestionAgain, PhraseNudgeAdviceAgain
		t.s.Nudges = maxNudges
	}
	if t.s.Phase == Asking {
		t.message(t.say(question, nil) + t.caution())
		t.repeat()
		return
	}
	t.offer(t.say(advice, nil)+t.caution(), t.outcomes())
}

// maxNudges is the number of reminders until the merchant is heard of again.
const maxNudges = 2

// caution is a line more for a reminder while a safety rule forbids steps: it
// must not read as if they were to be tried now.
func (t *turn) caution() string {
	for _, rule := range t.active(t.bestProblem(t.belief(), likelyFrom)) {
		if never := rule.Never.In(t.s.Lang); len(rule.Forbid) > 0 && len(never) > 0 {
			return "\n" + never[0]
		}
	}
	return ""
}
