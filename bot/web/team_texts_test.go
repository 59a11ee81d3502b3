package web

import (
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// teamKeys lists the texts of the team's page that no template names in full.
func teamKeys() []string {
	var out []string
	add := func(prefix string, names ...string) {
		for _, n := range names {
			out = append(out, prefix+n)
		}
	}
	for _, a := range []handoff.Act{
		handoff.ActOpened, handoff.ActAdded, handoff.ActReopened, handoff.ActCalled, handoff.ActPosted, handoff.ActCardFailed,
		handoff.ActClaimed, handoff.ActReleased, handoff.ActTaken, handoff.ActQuit, handoff.ActRoom, handoff.ActRoomLost,
		handoff.ActSent, handoff.ActSentHeld, handoff.ActHeld, handoff.ActNoted, handoff.ActReworded, handoff.ActFailed,
		handoff.ActRecalled, handoff.ActFact, handoff.ActWaiting, handoff.ActResumed, handoff.ActMoved, handoff.ActReturned,
		handoff.ActSpam, handoff.ActClosed, handoff.ActConfirmed, handoff.ActDenied, handoff.ActSilent, handoff.ActRated,
		handoff.ActBotSolved, handoff.ActLeft, handoff.ActBack, handoff.ActReminded, handoff.ActMissed,
	} {
		add("act_", string(a))
	}
	for _, s := range handoff.States()[1:] {
		add("state_", string(s))
	}
	for _, s := range []handoff.Stage{handoff.FirstSoon, handoff.FirstLate, handoff.ResolveSoon, handoff.ResolveLate} {
		add("stage_", string(s))
	}
	for _, o := range []handoff.Outcome{handoff.Solved, handoff.Unconfirmed, handoff.MarkedSpam, handoff.ByBot} {
		add("outcome_", string(o))
	}
	for _, v := range []handoff.Voice{handoff.FromMerchant, handoff.FromAgent, handoff.FromNote, handoff.FromHeld} {
		add("voice_", string(v))
	}
	for _, d := range []handoff.Delivery{handoff.Sending, handoff.Delivered, handoff.Failed, handoff.Recalled} {
		add("sent_", string(d))
	}
	for _, k := range []conversation.FileKind{
		conversation.Photo, conversation.Video, conversation.Voice, conversation.Document, conversation.Sticker, conversation.Location,
		conversation.Contact, conversation.Unknown,
	} {
		add("file_", string(k))
	}
	for _, r := range knowledge.Routes() {
		add("close_", string(r))
	}
	add("priority_", string(handoff.Urgent), string(handoff.High))
	add("due_", "first", "resolve")
	add("span_", "d", "h", "m")
	add("reason_", "asked_for_person", "no_confident_answer", "contradiction", "not_solved", "not_understood", "failed")
	for _, r := range []*refusal{
		errSignIn, errLink, errRole, errToken, errNoCase, errState, errClaim, errAdmins, errAway, errSlash, refusalOf(owned("")),
	} {
		out = append(out, r.text)
	}
	return out
}
