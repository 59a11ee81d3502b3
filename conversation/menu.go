package conversation

import (
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// Menu lists the buttons that may stand below every question and advice: one
// step back, begin anew, and a person.
func (e *Engine) Menu(s State) []Choice {
	lang := s.lang()
	menu := []Choice{
		{ID: PressBack, Label: e.phrases.Say(lang, PhraseBtnBack, nil)},
		{ID: PressRestart, Label: e.phrases.Say(lang, PhraseBtnRestart, nil)},
		{ID: PressHuman, Label: e.phrases.Say(lang, PhraseBtnHuman, nil)},
	}
	if s.Traditional && lang == knowledge.Chinese {
		for i := range menu {
			menu[i].Label = hanzi.ToTraditional(menu[i].Label)
		}
	}
	return menu
}

// CopyLabel gives the label of a button that copies the words to say.
func (e *Engine) CopyLabel(s State) string {
	lang := s.lang()
	label := e.phrases.Say(lang, PhraseBtnCopy, nil)
	if s.Traditional && lang == knowledge.Chinese {
		return hanzi.ToTraditional(label)
	}
	return label
}

// lang is the language to write in; a chat that has none yet is written to in
// Chinese.
func (s State) lang() knowledge.Lang {
	if s.Lang == "" {
		return knowledge.Chinese
	}
	return s.Lang
}
