package conversation

import (
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/redact"
)

// start handles that the merchant opened the chat, or wants to see its
// beginning. A case that is open goes on.
func (t *turn) start() {
	first := !t.s.Greeted && t.s.Texts == 0 && t.s.Case == nil && len(t.s.History) == 0
	if l, ok := languageOf(t.ev.Language); ok && first && !t.s.LangFixed {
		t.s.Lang, t.s.Traditional = l.lang, l.traditional
	}
	noted := t.noteTerminal()
	if t.s.Case == nil {
		t.s.Greeted = true
		t.offer(joined(t.say(PhraseStart, nil), noted), t.person())
		return
	}
	if t.s.Phase == Asking {
		noted = joined(noted, t.say(PhraseResume, nil))
	}
	if noted != "" {
		t.message(noted)
	}
	t.waiting()
}

// joined puts a line below another, where there are both.
func joined(above, below string) string {
	return strings.TrimSpace(above + "\n" + below)
}

// noteTerminal keeps the terminal that the link names, and gives the line that
// says so. A name that no link can have is left out.
func (t *turn) noteTerminal() string {
	name, kinds := redact.Mask(t.ev.Terminal)
	plain := func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }
	strange := func(c rune) bool { return !plain(c) && c != '-' && c != '_' }
	if len(name) > MaxTerminal || len(kinds) > 0 || !strings.ContainsFunc(name, plain) || strings.ContainsFunc(name, strange) {
		return ""
	}
	t.s.Terminal = name
	return t.say(PhraseStartTerminal, Values{"terminal": name})
}

// help says what can be done here, and comes back to what waits.
func (t *turn) help() {
	t.s.Greeted = true
	t.offer(t.say(PhraseHelp, nil), t.person())
	t.waiting()
}

// person is the button that brings a person.
func (t *turn) person() []Choice {
	if t.s.Phase == WithTeam {
		return nil
	}
	return []Choice{{ID: PressHuman, Label: t.say(PhraseBtnHuman, nil)}}
}

// language is one that may be chosen.
type language struct {
	code        string // as an event names it
	press       string
	label       Phrase
	lang        knowledge.Lang
	traditional bool
}

// autoLanguage is the choice to follow the merchant's texts.
const autoLanguage = "auto"

func languages() []language {
	return []language{
		{code: "zh", press: PressChinese, label: PhraseBtnChinese, lang: knowledge.Chinese},
		{code: "zh-Hant", press: PressTraditional, label: PhraseBtnTraditional, lang: knowledge.Chinese, traditional: true},
		{code: "en", press: PressEnglish, label: PhraseBtnEnglish, lang: knowledge.English},
		{code: autoLanguage, press: PressAuto, label: PhraseBtnAuto},
	}
}

// languageOf gives the language with that code.
func languageOf(code string) (language, bool) {
	for _, l := range languages() {
		if l.code != autoLanguage && strings.EqualFold(l.code, code) {
			return l, true
		}
	}
	return language{}, false
}

// chosen gives the code of the language whose button was pressed.
func chosen(press string) (code string, ok bool) {
	for _, l := range languages() {
		if l.press == press {
			return l.code, true
		}
	}
	return "", false
}

// setLanguage keeps to a language from now on, follows the merchant's texts
// again, or shows the choices. What waits is shown in the new language.
func (t *turn) setLanguage(code string) {
	l, ok := languageOf(code)
	switch {
	case ok:
		t.s.Lang, t.s.LangFixed = l.lang, true
		t.s.ScriptFixed = l.lang == knowledge.Chinese
		t.s.Traditional = l.traditional
		t.message(t.say(PhraseLanguageSet, nil))
	case code == autoLanguage:
		t.s.LangFixed, t.s.ScriptFixed = false, false
		t.message(t.say(PhraseLanguageAuto, nil))
	default:
		var choices []Choice
		for _, l := range languages() {
			choices = append(choices, Choice{ID: l.press, Label: t.say(l.label, nil)})
		}
		t.offer(t.say(PhraseLanguage, nil), choices)
		return
	}
	t.waiting()
}
