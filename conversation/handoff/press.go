package handoff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// The buttons that the team presses. Those that end in a colon go on with a
// value; all are far below 64 bytes unless a desk's or a reply's id is long.
const (
	pressClaim    = "claim"
	pressRelease  = "release"
	pressTake     = "take"
	pressWait     = "wait"
	pressResume   = "resume"
	pressCanned   = "canned"
	pressNote     = "note"
	pressMove     = "move"
	pressHandBack = "hand_back"
	pressSpam     = "spam"
	pressClose    = "close"
	pressDialogue = "dialogue"

	pressReply    = "reply:"     // a canned reply's id
	pressDesk     = "desk:"      // a desk's id
	pressSendHeld = "send_held:" // a line
	pressNoteHeld = "note_held:" // a line
	pressCause    = "cause:"     // 1 to MaxLikely, or 0 for another one
	pressRoute    = "route:"     // a route
)

// The buttons that the merchant presses.
const (
	PressWorks  = "works"
	PressBroken = "broken"
	pressRate   = "rate:" // 1 to 5
)

// onCard maps the buttons of a card to what they do.
func onCard(press string) (Kind, bool) {
	switch press {
	case pressClaim:
		return Claim, true
	case pressRelease:
		return Release, true
	case pressTake:
		return Take, true
	case pressWait:
		return Wait, true
	case pressResume:
		return Resume, true
	case pressCanned:
		return Canned, true
	case pressNote:
		return Note, true
	case pressMove:
		return Move, true
	case pressHandBack:
		return HandBack, true
	case pressSpam:
		return Spam, true
	case pressClose:
		return Close, true
	case pressDialogue:
		return Dialogue, true
	}
	return "", false
}

// unpress makes of a press what the button is for; it says so and is false
// when the button is out of use.
func (s *step) unpress() bool {
	ev := &s.ev
	if kind, ok := onCard(ev.Press); ok {
		ev.Kind = kind
		return s.live(first(ev.Refs))
	}
	s.over = first(ev.Refs)
	verb, value, _ := strings.Cut(ev.Press, ":")
	n, err := strconv.Atoi(value)
	switch verb + ":" {
	case pressReply:
		ev.Kind, ev.Reply = Canned, value
	case pressDesk:
		ev.Kind, ev.Desk = Move, value
	case pressSendHeld:
		ev.Kind, ev.Line = SendHeld, n
	case pressNoteHeld:
		ev.Kind, ev.Line = NoteHeld, n
	case pressCause:
		ev.Kind = Close
		if s.t.Closing == nil || err != nil || n < 0 || n > len(s.t.Likely) {
			s.toast(PhraseStaleButton, nil)
			return false
		}
	case pressRoute:
		ev.Kind, ev.Route = Close, knowledge.Route(value)
		if s.t.Closing == nil || !ev.Route.Valid() {
			s.toast(PhraseStaleButton, nil)
			return false
		}
	default:
		s.toast(PhraseStaleButton, nil)
		return false
	}
	return true
}

// live reports whether a card is in use. A card that is pressed although its
// receipt is still to come is there: the hand-off is done. Any other card is
// one too many and says so from now on.
func (s *step) live(card Ref) bool {
	switch {
	case card == "" || card == s.t.Card.Ref || card == s.t.Head.Ref:
		return true
	case slices.Contains(s.t.Retired, card):
	case s.t.Card.Ref == "" && s.t.State == New:
		s.posted(card)
		return true
	case s.t.Head.Ref == "" && s.t.Head.Token != "":
		return true // the head of the room, its receipt is to come
	default:
		s.retire(card, PhraseCardDouble, nil)
	}
	s.toast(PhraseOldCard, values{"desk": s.rules.deskName(s.ev.By.Reader, s.t.Desk)})
	return false
}

// numbered gives a button with a number for its value.
func numbered(press string, n int) string { return press + strconv.Itoa(n) }
