package conversation

import (
	"slices"
	"time"

	"github.com/tillmate/tillmate/knowledge"
)

// StateVersion is the version of the encoding of [State]. A reader accepts
// every version up to its own; fields are only ever added.
const StateVersion = 1

// Phase says what a conversation waits for.
type Phase string

// The phases of a conversation.
const (
	Idle     Phase = "idle"      // no open case
	Asking   Phase = "asking"    // a question is open
	Advised  Phase = "advised"   // advice was given, its outcome is not known
	WithTeam Phase = "with_team" // a person owns the case
)

// State is one chat's conversation. It is plain data: encode it with
// encoding/json and read it back at any time. The zero value is a new chat.
type State struct {
	Version     int            `json:"v"`
	Lang        knowledge.Lang `json:"lang,omitempty"`
	Traditional bool           `json:"traditional,omitempty"`
	// LangFixed is set when the merchant chose the language.
	LangFixed bool `json:"lang_fixed,omitempty"`
	// ScriptFixed is set when the merchant chose between Simplified and
	// Traditional characters.
	ScriptFixed bool   `json:"script_fixed,omitempty"`
	Terminal    string `json:"terminal,omitempty"` // from a deep link
	Turn        int    `json:"turn"`               // events handled so far
	Texts       int    `json:"texts"`              // texts received so far
	Lost        int    `json:"lost,omitempty"`     // texts in a row that were not understood
	Greeted     bool   `json:"greeted,omitempty"`
	// Heard is when the merchant was last heard of; zero when that is not known.
	Heard time.Time `json:"heard,omitzero"`
	// Nudges counts the reminders since then.
	Nudges int `json:"nudges,omitempty"`
	// Burst is set while files are the last that was heard, and Album is the
	// last album of them.
	Burst   bool   `json:"burst,omitempty"`
	Album   string `json:"album,omitempty"`
	Phase   Phase  `json:"phase,omitempty"`
	Case    *Case  `json:"case,omitempty"`
	History []Past `json:"history,omitempty"`
}

// Case is one problem from the first message to its outcome.
type Case struct {
	Opened time.Time `json:"opened,omitzero"`
	// Generation of the knowledge the case was opened with.
	Generation string   `json:"generation,omitempty"`
	Texts      []Text   `json:"texts,omitempty"`
	Answers    []Answer `json:"answers,omitempty"`
	Asked      []Asked  `json:"asked,omitempty"`
	Open       *Asked   `json:"open,omitempty"` // the question waiting for an answer
	Advice     []Advice `json:"advice,omitempty"`
	Files      []Kept   `json:"files,omitempty"` // for the team, the latest ones
	// Warned lists the safety rules whose first steps were told already.
	Warned []string `json:"warned,omitempty"`
	// Rechecked is set once a fact was asked for again because of a conflict.
	Rechecked bool `json:"rechecked,omitempty"`
}

// Text is one text of the merchant, masked, with what the search found for it.
type Text struct {
	N    int    `json:"n"` // the merchant's n-th text, from 1
	Turn int    `json:"turn"`
	Text string `json:"text"`
	// Reply is set when the text only answered a question, so that its words
	// say nothing about which problem it is.
	Reply bool `json:"reply,omitempty"`
	// Unread is set when the text should have answered a question and did not:
	// its words say little about which problem it is.
	Unread   bool     `json:"unread,omitempty"`
	Coverage float64  `json:"coverage,omitempty"`
	Hits     []Hit    `json:"hits,omitempty"`
	Shown    []string `json:"shown,omitempty"` // terminal texts read in it
	Rules    []string `json:"rules,omitempty"` // safety rules its words set off
}

// Origin says where an answer comes from.
type Origin string

// The origins of an answer.
const (
	Pressed Origin = "pressed" // a button
	Typed   Origin = "typed"   // typed in reply to the question
	Read    Origin = "read"    // read in a text that said it unasked
	Agent   Origin = "agent"   // set by a person of the team
)

// Answer is one fact, or the word that it is not known.
type Answer struct {
	Question string `json:"q"`
	Answer   string `json:"a"`
	Origin   Origin `json:"o"`
	Text     int    `json:"n,omitempty"` // the text it was read in
	Turn     int    `json:"t"`
}

// Asked is one question that was asked.
type Asked struct {
	Question string   `json:"q"`
	Options  []string `json:"options,omitempty"` // offered, where they were made for the case
	Turn     int      `json:"t"`
	Left     int      `json:"left,omitempty"` // what was said to be still to come
	// Since is the turn from which on its buttons count, where that is not
	// Turn.
	Since int `json:"since,omitempty"`
	// Explained is set once it was said how to find the answer out.
	Explained bool `json:"explained,omitempty"`
}

// since is the turn from which on the buttons of the question count.
func (a *Asked) since() int {
	if a.Since != 0 {
		return a.Since
	}
	return a.Turn
}

// Kept is a file that the merchant sent, kept for the team.
type Kept struct {
	Kind FileKind `json:"kind"`
	ID   string   `json:"id"`
	Turn int      `json:"t"`
}

// Outcome says what became of an advice.
type Outcome string

// The outcomes of an advice.
const (
	OutcomeOpen      Outcome = ""
	OutcomeSolved    Outcome = "solved"
	OutcomeNotSolved Outcome = "not_solved"
)

// Advice is one recommendation that was given.
type Advice struct {
	Route   knowledge.Route `json:"route"`
	Problem string          `json:"problem"`
	Causes  []string        `json:"causes"` // whose steps were shown, first the main one
	Outcome Outcome         `json:"outcome,omitempty"`
	Turn    int             `json:"t"`
}

// Past is a closed case.
type Past struct {
	Opened  time.Time       `json:"opened,omitzero"`
	Problem string          `json:"problem,omitempty"`
	Route   knowledge.Route `json:"route,omitempty"`
	Outcome string          `json:"outcome,omitempty"`
}

// clone copies the state deeply enough that a step never changes its argument.
func (s State) clone() State {
	s.History = slices.Clone(s.History)
	if s.Case != nil {
		c := *s.Case
		c.Texts = slices.Clone(c.Texts)
		c.Answers = slices.Clone(c.Answers)
		c.Asked = slices.Clone(c.Asked)
		c.Advice = slices.Clone(c.Advice)
		c.Files = slices.Clone(c.Files)
		c.Warned = slices.Clone(c.Warned)
		if c.Open != nil {
			open := *c.Open
			c.Open = &open
		}
		s.Case = &c
	}
	return s
}

// answer returns the latest answer to a question; ok is false when the
// question was never answered. "unsure" is an answer.
func (c *Case) answer(question string) (Answer, bool) {
	for i := len(c.Answers) - 1; i >= 0; i-- {
		if c.Answers[i].Question == question {
			return c.Answers[i], true
		}
	}
	return Answer{}, false
}

// unread marks a text as a reply that was not understood.
func (c *Case) unread(n int) {
	for i := range c.Texts {
		if c.Texts[i].N == n {
			c.Texts[i].Unread = true
		}
	}
}

// Facts gives the latest answer to every question, in the order in which the
// questions were first answered; nil is a case of which nothing is known.
func (c *Case) Facts() []Answer {
	if c == nil {
		return nil
	}
	return c.facts()
}

// wasAsked reports whether the question was asked in this case.
func (c *Case) wasAsked(question string) bool {
	return slices.ContainsFunc(c.Asked, func(a Asked) bool { return a.Question == question })
}

// wasOffered reports whether the problem was one to choose from.
func (c *Case) wasOffered(problem string) bool {
	return slices.ContainsFunc(c.Asked, func(a Asked) bool { return slices.Contains(a.Options, problem) })
}

// facts returns the latest answer to every question, in the order in which the
// questions were first answered.
func (c *Case) facts() []Answer {
	var out []Answer
	place := map[string]int{}
	for _, a := range c.Answers {
		if i, ok := place[a.Question]; ok {
			out[i] = a
			continue
		}
		place[a.Question] = len(out)
		out = append(out, a)
	}
	return out
}
