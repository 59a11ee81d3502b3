package web

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// askable is a question with its answers, for an agent who knows one: the bot
// gets it when it goes on with the case.
type askable struct {
	Text    string
	Answers []choice // their ids are "question=answer"
}

// askables lists the questions of the knowledge that have answers to choose.
func askables(base *knowledge.Base, lang knowledge.Lang) []askable {
	var out []askable
	for i := range base.Questions {
		q := &base.Questions[i]
		if len(q.Answers) == 0 {
			continue
		}
		a := askable{Text: q.Text.In(lang)}
		for _, x := range q.Answers {
			a.Answers = append(a.Answers, choice{q.ID + "=" + x.ID, x.Label.In(lang)})
		}
		out = append(out, a)
	}
	return out
}

// knownFact reports whether the knowledge has a fact, "question=answer".
func knownFact(base *knowledge.Base, fact string) bool {
	question, answer, _ := strings.Cut(fact, "=")
	q := base.Question(question)
	return q != nil && slices.ContainsFunc(q.Answers, func(a knowledge.Answer) bool { return a.ID == answer })
}

// factsOf words what is known, and what agents added since.
func (t *Team) factsOf(f bot.CaseFile) []Fact {
	c := &conversation.Case{Answers: slices.Clone(f.Answers)}
	for _, k := range f.Ticket.Facts {
		c.Answers = append(c.Answers, conversation.Answer{Question: k.Question, Answer: k.Answer, Origin: conversation.Agent})
	}
	return namer{t.Base()}.facts(c)
}
