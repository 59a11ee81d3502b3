package bot

import (
	"context"
	"strings"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// commandOf gives the command that a message of the team is, and its words. A
// Chinese name is read in the text; what begins with // is a note.
func commandOf(u Update) (name, words string, ok bool) {
	if u.Team.Command != "" {
		return u.Team.Command, strings.TrimSpace(u.Event.Text), true
	}
	rest, slash := CutSlash(strings.TrimSpace(u.Event.Text))
	_, twice := CutSlash(rest)
	written := u.Event.Kind == conversation.EventText || u.Event.Kind == conversation.EventEdit
	if !written || !slash || twice {
		return "", "", false
	}
	name, words, _ = strings.Cut(rest, " ")
	return strings.ToLower(name), strings.TrimSpace(words), true
}

// onCase maps the names of commands to what they do with a case.
func onCase(name string) (handoff.Kind, bool) {
	switch name {
	case "claim", "认领", "認領", "接单", "接單":
		return handoff.Claim, true
	case "release", "放回", "释放", "釋放":
		return handoff.Release, true
	case "take", "接管":
		return handoff.Take, true
	case "note", "备注", "備註":
		return handoff.Note, true
	case "recall", "撤回":
		return handoff.Recall, true
	case "reply", "canned", "常用语", "常用語":
		return handoff.Canned, true
	case "wait", "等商户", "等商戶", "等待":
		return handoff.Wait, true
	case "resume", "继续", "繼續":
		return handoff.Resume, true
	case "move", "转组", "轉組":
		return handoff.Move, true
	case "back", "交回", "交回机器人", "交回機器人":
		return handoff.HandBack, true
	case "spam", "垃圾":
		return handoff.Spam, true
	case "close", "结单", "結單":
		return handoff.Close, true
	case "dialogue", "对话", "對話":
		return handoff.Dialogue, true
	case "fact", "事实", "事實":
		return handoff.Fact, true
	}
	return "", false
}

// teamCommand handles a command where a case is worked on.
func (h *handler) teamCommand(ctx context.Context, u Update, by handoff.Person, name, words string) error {
	kind, known := onCase(name)
	if !known {
		if handled, err := h.groupCommand(ctx, u); handled || err != nil {
			return err
		}
	}
	ev := handoff.Event{Kind: kind, At: u.At, By: by, Case: u.Case}
	edited := u.Event.Kind == conversation.EventEdit
	switch {
	case kind == handoff.Note && (edited || albumOf(u) != ""):
		// It belongs to something else: the note that it was before, or an album
		// that is a note as a whole when one of its parts is.
		return h.wrote(ctx, u, by, noteSign+words)
	case edited:
		known = false
	}
	switch kind {
	case handoff.Note:
		ev.Text, ev.Files, ev.Refs = words, u.Event.Files, refsOf(messageRef(u.Team.Group, u.Message))
	case handoff.Recall:
		ev.Refs = refsOf(messageRef(u.Team.Group, u.Reply))
	case handoff.Canned:
		ev.Reply = words
	case handoff.Move:
		ev.Desk = words
	case handoff.Fact:
		question, answer, ok := strings.Cut(strings.ReplaceAll(words, "＝", "="), "=")
		ev.Question, ev.Answer = strings.TrimSpace(question), strings.TrimSpace(answer)
		known = ok && ev.Question != "" && ev.Answer != ""
	}
	if !known {
		h.reply(u, h.usage(by.Reader, kind, name))
		return nil
	}
	return h.ticket(ctx, ev)
}

// usage tells somebody of the team how to command: what was meant, or all that
// there is.
func (h *handler) usage(to handoff.Reader, kind handoff.Kind, name string) string {
	all := h.Desk.say(to, conversation.PhraseTeamCommands)
	switch {
	case kind == handoff.Fact:
		return h.Desk.say(to, conversation.PhraseTeamFact)
	case name == "":
		return all
	}
	return h.Desk.say(to, conversation.PhraseTeamNoCommand) + "\n" + all
}

// noteSign begins a text that is a note.
const noteSign = "//"

// groupCommand lets a command of the editors be handled in a group.
func (h *handler) groupCommand(ctx context.Context, u Update) (handled bool, err error) {
	if h.Commands == nil {
		return false, nil
	}
	reply, handled, err := h.Commands(ctx, u)
	if handled && err == nil && reply != "" {
		h.reply(u, reply)
	}
	return handled, err
}
