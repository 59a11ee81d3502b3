package conversation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// talk runs events one after the other, a minute apart.
type talk struct {
	*testing.T
	dialogue
	state   conversation.State
	at      time.Time
	effects []conversation.Effect
}

func newTalk(t *testing.T) *talk {
	return &talk{T: t, dialogue: open(t), at: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
}

func (w *talk) event(ev conversation.Event) {
	w.Helper()
	w.at = w.at.Add(time.Minute)
	ev.At = w.at
	var err error
	if w.state, w.effects, err = w.engine.Turn(w.Context(), w.search, w.state, ev); err != nil {
		w.Fatal(err)
	}
}

func (w *talk) says(text string) {
	w.Helper()
	w.event(conversation.Event{Kind: conversation.EventText, Text: text})
}

// shown joins what was shown by the last event.
func (w *talk) shown() string {
	var s strings.Builder
	for _, e := range w.effects {
		s.WriteString(written(e))
	}
	return s.String()
}

func TestTheTeamHandsBack(t *testing.T) {
	w := newTalk(t)
	w.says("客人刷卡被拒，显示请联系发卡行")
	w.says("转人工")
	if w.state.Phase != conversation.WithTeam {
		t.Fatalf("the phase is %s", w.state.Phase)
	}
	w.event(conversation.Event{Kind: conversation.EventReturned, Known: []conversation.Answer{
		{Question: "scope", Answer: "all_cards"}, {Question: "scope", Answer: "no such answer"}, {Question: "no such question", Answer: "yes"},
	}})
	if w.state.Phase != conversation.Asking && w.state.Phase != conversation.Advised {
		t.Errorf("the bot does not go on: %s\n%s", w.state.Phase, w.shown())
	}
	facts := w.state.Case.Facts()
	agents := 0
	for _, f := range facts {
		if f.Origin == conversation.Agent {
			agents++
		}
	}
	if q := w.base.Question("scope"); q != nil && agents != 1 {
		t.Errorf("%d facts of agents: %+v", agents, facts)
	}
	if due, ok := w.engine.Due(w.state); !ok || due.Sub(w.at) != conversation.NudgeFirst {
		t.Errorf("the reminder is due %v after the hand-back", due.Sub(w.at))
	}
}

func TestNothingToGoOnFrom(t *testing.T) {
	w := newTalk(t)
	w.says("转人工")
	w.event(conversation.Event{Kind: conversation.EventReturned})
	if w.state.Phase != conversation.Idle || w.state.Case != nil || !strings.Contains(w.shown(), "请再说说") {
		t.Errorf("%s, %+v\n%s", w.state.Phase, w.state.Case, w.shown())
	}
	w.says("打不出小票")
	if w.state.Phase == conversation.Idle || len(w.effects) == 0 {
		t.Errorf("the merchant is left mute: %+v", w.state)
	}
}

func TestTheTeamEnds(t *testing.T) {
	w := newTalk(t)
	w.says("打不出小票，转人工")
	w.event(conversation.Event{Kind: conversation.EventEnded, Press: "solved"})
	if len(w.effects) > 0 || w.state.Phase != conversation.Idle || len(w.state.History) != 1 || w.state.History[0].Outcome != "solved" {
		t.Fatalf("%+v, said %v", w.state, w.effects)
	}
	w.event(conversation.Event{Kind: conversation.EventEnded, Press: "spam"})
	if len(w.state.History) != 1 {
		t.Errorf("ended twice: %+v", w.state.History)
	}
	w.event(conversation.Event{Kind: conversation.EventTaken})
	if len(w.effects) > 0 || w.state.Phase != conversation.WithTeam || w.state.Case == nil {
		t.Errorf("opened again: %+v, said %v", w.state, w.effects)
	}
	if _, ok := w.engine.Due(w.state); ok {
		t.Error("a case of the team is brought up by the bot")
	}
}

// TestTakenWhileAsking lets a person take over in the middle of a question.
func TestTakenWhileAsking(t *testing.T) {
	w := newTalk(t)
	w.says("刷卡失败")
	w.event(conversation.Event{Kind: conversation.EventTaken})
	if w.state.Phase != conversation.WithTeam || w.state.Case.Open != nil || len(w.state.Case.Texts) != 1 {
		t.Errorf("%+v", w.state.Case)
	}
}

func TestBrief(t *testing.T) {
	w := newTalk(t)
	w.event(conversation.Event{Kind: conversation.EventStart, Terminal: "T-88"})
	w.says("刷卡报91，卡号6222021234567890123")
	w.says("转人工")
	zh := w.engine.Brief(w.state, "asked_for_person", knowledge.Chinese, false)
	hant := w.engine.Brief(w.state, "asked_for_person", knowledge.Chinese, true)
	en := w.engine.Brief(w.state, "asked_for_person", knowledge.English, false)
	for _, b := range []conversation.Brief{zh, hant, en} {
		if !strings.Contains(b.Summary, "刷卡报91") || !strings.Contains(b.Summary, "T-88") || strings.Contains(b.Summary, "6222021234567890123") {
			t.Errorf("the summary is\n%s", b.Summary)
		}
		if b.Code != "91" || b.Problem == "" || b.Title == "" || b.Route == "" || b.Route == knowledge.RouteHuman || len(b.Likely) == 0 || b.Safety {
			t.Errorf("%+v", b)
		}
	}
	if !strings.Contains(hant.Summary, "轉人工原因") || !strings.Contains(zh.Summary, "转人工原因") || strings.Contains(en.Summary, "原因") {
		t.Errorf("in the wrong language:\n%s\n%s\n%s", zh.Summary, hant.Summary, en.Summary)
	}
	for i := range w.effects {
		if h, ok := w.effects[i].(conversation.Handoff); ok && h.Summary != zh.Summary {
			t.Errorf("the hand-off says\n%s\nthe brief\n%s", h.Summary, zh.Summary)
		}
	}
	if b := w.engine.Brief(conversation.State{}, "failed", "", false); b.Summary == "" || len(b.Likely) > 0 || b.Problem != "" {
		t.Errorf("of nothing: %+v", b)
	}
}

func TestBriefOfSafety(t *testing.T) {
	w := newTalk(t)
	w.says("有人冒充客服让我报验证码，钱被转走了，是诈骗")
	for _, e := range w.effects {
		if h, ok := e.(conversation.Handoff); ok {
			if b := w.engine.Brief(w.state, h.Reason, knowledge.Chinese, false); !b.Safety {
				t.Errorf("%s is no safety matter: %+v", h.Reason, b)
			}
			return
		}
	}
	t.Fatalf("no hand-off:\n%s", w.shown())
}

func TestTranscript(t *testing.T) {
	w := newTalk(t)
	w.says("刷卡失败，卡号6222021234567890123")
	open := w.state.Case.Open
	if open == nil {
		t.Fatal("nothing is asked")
	}
	w.event(conversation.Event{Kind: conversation.EventPress, Press: knowledge.Unsure})
	w.event(conversation.Event{Kind: conversation.EventFiles, Files: []conversation.File{{Kind: conversation.Photo, ID: "p"}}})
	w.says("轉人工")
	got := w.engine.Transcript(w.state, knowledge.Chinese, false)
	var last int
	for _, part := range []string{"商户：刷卡失败", "机器人：", "商户（按钮）：不清楚", "商户：发来 1 个文件", "商户：轉人工"} {
		i := strings.Index(got, part)
		if i < last {
			t.Errorf("%q is not in its place in\n%s", part, got)
		}
		last = max(i, last)
	}
	if strings.Contains(got, "6222021234567890123") {
		t.Errorf("card data in\n%s", got)
	}
	if hant := w.engine.Transcript(w.state, knowledge.Chinese, true); !strings.Contains(hant, "商戶：刷卡失败") || !strings.Contains(hant, "機器人：") {
		t.Errorf("Traditional:\n%s", hant)
	}
	for range conversation.MaxTexts {
		w.says(strings.Repeat("很长的话", 100))
	}
	if n := len([]rune(w.engine.Transcript(w.state, knowledge.English, false))); n > conversation.MaxTranscript || n < conversation.MaxTranscript/2 {
		t.Errorf("%d long", n)
	}
	if w.engine.Transcript(conversation.State{}, "", false) != "" {
		t.Error("nothing was said")
	}
}
