package insight

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// maxNearest is the number of problems kept with a gap.
const maxNearest = 3

// gaps gives the gap of the turn, if there is one. A turn is one moment: what
// made a person take over says more than what came before it.
func (t *turn) gaps() []conversation.Gap {
	if h, ok := t.handoff(); ok && t.knewNothing(h) {
		gap := t.ofCase(conversation.GapEscalated)
		if a, ok := lastAdvice(t.after.Case); ok {
			gap.Problem, gap.Cause = a.Problem, mainCause(a)
		}
		if gap.Words == "" {
			t.ofText(&gap)
		}
		return worded(gap)
	}
	if a, ok := t.failedAdvice(); ok {
		gap := t.ofCase(conversation.GapUnhelpful)
		gap.Problem, gap.Cause = a.Problem, mainCause(a)
		return worded(gap)
	}
	if t.saidNone() {
		gap := t.ofCase(conversation.GapNone)
		gap.Problem = "" // the best guess was among those that it is not
		return worded(gap)
	}
	if text, ok := t.missed(); ok {
		gap := t.ofCase(conversation.GapNoHit)
		gap.Words, gap.Nearest, gap.Problem = text.Text, nearest(text.Hits), ""
		return worded(gap)
	}
	if t.lost() {
		gap := t.ofCase(conversation.GapNoHit)
		t.ofText(&gap)
		return worded(gap)
	}
	return nil
}

// knewNothing reports whether a person had to take over for want of knowledge.
// Who asks for a person at once wants a person; who does so after an advice
// was not helped by it.
func (t *turn) knewNothing(h conversation.Handoff) bool {
	switch h.Reason {
	case conversation.ReasonUnsure, conversation.ReasonConflict, conversation.ReasonNotSolved, conversation.ReasonLost:
		return true
	case conversation.ReasonAsked:
		_, advised := lastAdvice(t.after.Case)
		return advised
	}
	return false
}

// ofCase is a gap with what the case tells.
func (t *turn) ofCase(kind conversation.GapKind) conversation.Gap {
	gap := conversation.Gap{Kind: kind, At: t.ev.At, Generation: t.ev.Hits.Generation}
	c := t.after.Case
	if c == nil {
		return gap
	}
	if c.Generation != "" {
		gap.Generation = c.Generation
	}
	var said []string
	for _, x := range c.Texts {
		if describes(x) {
			said = append(said, x.Text)
			if len(x.Hits) > 0 {
				gap.Nearest = nearest(x.Hits)
			}
		}
	}
	gap.Words = conversation.Clip(strings.Join(said, "\n"), conversation.MaxText)
	if len(gap.Nearest) > 0 {
		gap.Problem = gap.Nearest[0]
	}
	for _, a := range c.Answers {
		if a.Question == conversation.QuestionProblem && a.Answer != conversation.NoneOfThese && a.Answer != knowledge.Unsure {
			gap.Problem = a.Answer
		}
	}
	return gap
}

// ofText words a gap with the text of the event, which no case kept.
func (t *turn) ofText(gap *conversation.Gap) {
	masked, _ := redact.Mask(t.ev.Text)
	gap.Words, gap.Nearest, gap.Problem = conversation.Clip(masked, conversation.MaxText), nearest(t.ev.Hits.Problems), ""
}

// worded leaves out a gap without words: there is nothing to learn from it.
func worded(gap conversation.Gap) []conversation.Gap {
	gap.Words = conversation.Clip(strings.TrimSpace(gap.Words), conversation.MaxText)
	if gap.Words == "" {
		return nil
	}
	return []conversation.Gap{gap}
}

func nearest(hits []conversation.Hit) []string {
	var out []string
	for _, h := range hits {
		if len(out) < maxNearest && !slices.Contains(out, h.Problem) {
			out = append(out, h.Problem)
		}
	}
	return out
}
