package conversation

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// told is one line of a transcript.
type told struct {
	turn int
	line string
}

// Transcript gives the dialogue with the bot so far in words, for somebody of
// the team; "" where nothing was said. The merchant's words stay as they were
// written, masked. Where it is longer than [MaxTranscript] the earliest lines
// give way.
func (e *Engine) Transcript(s State, lang knowledge.Lang, traditional bool) string {
	if s.Case == nil {
		return ""
	}
	t := e.reading(s, lang, traditional)
	lines := slices.Concat(t.toldWords(), t.toldPresses(), t.toldFiles(), t.toldAsked(), t.toldAdvice())
	// In a turn the merchant comes first, as the lines above do.
	slices.SortStableFunc(lines, func(a, b told) int { return a.turn - b.turn })
	var out []string
	for _, l := range lines {
		out = append(out, l.line)
	}
	return t.newest(out, MaxTranscript)
}

// toldWords gives what the merchant wrote.
func (t *turn) toldWords() []told {
	var out []told
	for _, x := range t.s.Case.Texts {
		out = append(out, told{x.Turn, t.say(PhraseSaidMerchant, Values{"words": x.Text})})
	}
	return out
}

// toldPresses gives the answers that the merchant pressed.
func (t *turn) toldPresses() []told {
	var out []told
	for _, a := range t.s.Case.Answers {
		if a.Origin == Pressed {
			out = append(out, told{a.Turn, t.say(PhraseSaidPressed, Values{"answer": t.answerName(a)})})
		}
	}
	return out
}

// toldFiles tells when the merchant sent files.
func (t *turn) toldFiles() []told {
	var out []told
	files := t.s.Case.Files
	for i := 0; i < len(files); {
		j := i
		for j < len(files) && files[j].Turn == files[i].Turn {
			j++
		}
		out = append(out, told{files[i].Turn, t.say(PhraseSaidFiles, Values{"number": j - i})})
		i = j
	}
	return out
}

// toldAsked gives what the bot asked.
func (t *turn) toldAsked() []told {
	var out []told
	for _, a := range t.s.Case.Asked {
		out = append(out, told{a.Turn, t.say(PhraseSaidAsked, Values{"question": t.questionName(a.Question)})})
	}
	return out
}

// toldAdvice gives the advice, and what became of it.
func (t *turn) toldAdvice() []told {
	var out []told
	for _, a := range t.s.Case.Advice {
		p := t.base.Problem(a.Problem)
		if p == nil || len(a.Causes) == 0 || p.Cause(a.Causes[0]) == nil {
			continue // the knowledge has it no more
		}
		line := t.say(PhraseSaidAdvised, Values{"advice": p.Cause(a.Causes[0]).Title.In(t.s.Lang)})
		switch a.Outcome {
		case OutcomeSolved:
			line += "\n" + t.say(PhraseSaidSolved, nil)
		case OutcomeNotSolved:
			line += "\n" + t.say(PhraseSaidNotSolved, nil)
		}
		out = append(out, told{a.Turn, line})
	}
	return out
}

// answerName words an answer as its button does.
func (t *turn) answerName(a Answer) string {
	switch a.Answer {
	case knowledge.Unsure:
		return t.say(PhraseUnsure, nil)
	case NoneOfThese:
		return t.say(PhraseNoneOfThese, nil)
	}
	if q := t.base.Question(a.Question); q != nil {
		if answer, ok := q.Answer(a.Answer); ok {
			return answer.Label.In(t.s.Lang)
		}
	}
	if p := t.base.Problem(a.Answer); p != nil {
		return p.Title.In(t.s.Lang)
	}
	return a.Answer
}

// newest joins lines, without the earliest ones where all are too long.
func (t *turn) newest(lines []string, most int) string {
	over := units(strings.Join(lines, "\n")) - most
	if over <= 0 {
		return strings.Join(lines, "\n")
	}
	over += units(t.say(PhraseSaidCut, Values{"number": len(lines)})) + 1
	cut := 0
	for over > 0 && cut < len(lines)-1 {
		over -= units(lines[cut]) + 1
		cut++
	}
	rest := append([]string{t.say(PhraseSaidCut, Values{"number": cut})}, lines[cut:]...)
	return clipUnits(strings.Join(rest, "\n"), most)
}
