package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// maxParts is the number of effects of a chat whose receipts are not complete
// that are remembered.
const maxParts = 32

// parts are the receipts so far of an effect that became several deliveries.
type parts struct {
	Token string `json:"token"`
	// Got are the messages of each part that is there, by its number; those of
	// one that failed are nil.
	Got    map[int][]handoff.Ref `json:"got"`
	Failed bool                  `json:"failed,omitempty"` // and the case was told
}

// send makes the deliveries of an effect. Its receipt comes when all of them
// were made, or one of them could not; at once when there are none.
func (h *handler) send(token string, all []Delivery) {
	if len(all) == 0 && token != "" {
		ev := handoff.Event{Kind: handoff.Receipt, At: h.at, Token: token, Failed: handoff.Refused}
		h.pending = append(h.pending, func(ctx context.Context) error { return h.ticket(ctx, ev) })
	}
	for i, d := range all {
		if token != "" {
			d.Token = partToken(token, i+1, len(all))
		}
		h.deliver(d)
	}
}

// partToken names a part of an effect.
func partToken(token string, part, of int) string {
	if of == 1 {
		return token
	}
	return fmt.Sprintf("%s|%d/%d", token, part, of)
}

// splitToken reads the token of a part.
func splitToken(s string) (token string, part, of int) {
	i := strings.LastIndexByte(s, '|')
	if i < 0 {
		return s, 1, 1
	}
	a, b, _ := strings.Cut(s[i+1:], "/")
	part, errPart := strconv.Atoi(a)
	of, errOf := strconv.Atoi(b)
	if errPart != nil || errOf != nil || part < 1 || part > of {
		return s, 1, 1
	}
	return s[:i], part, of
}

// receipt tells the case what became of an effect.
func (h *handler) receipt(ctx context.Context, r Receipt, at time.Time) error {
	token, part, of := splitToken(r.Token)
	ev := handoff.Event{Kind: handoff.Receipt, At: at, Token: token, Failed: failure(r)}
	if ev.Failed == handoff.Done {
		ev.Refs = sentRefs(r)
	}
	if of > 1 && !h.chat.collect(&ev, part, of) {
		return nil
	}
	head := h.chat.Ticket.Head.Ref
	if err := h.ticket(ctx, ev); err != nil {
		return err
	}
	if now := h.chat.Ticket.Head.Ref; now != head {
		if chat, message, ok := parseMessage(now); ok {
			h.toTeam(Delivery{Kind: Pin, Chat: chat, Message: message, Later: true})
		}
	}
	return nil
}

// failure says why a delivery failed, as the case has it.
func failure(r Receipt) handoff.Failure {
	switch {
	case r.Gone:
		return handoff.Blocked
	case r.Lost:
		return handoff.Lost
	case r.Failed != "":
		return handoff.Refused
	}
	return handoff.Done
}

// sentRefs gives what was sent as refs; a topic is one.
func sentRefs(r Receipt) []handoff.Ref {
	if r.Thread != 0 {
		return refsOf(topicRef(r.Chat, r.Thread))
	}
	messages := r.Messages
	if len(messages) == 0 {
		messages = []int64{r.Message}
	}
	var out []handoff.Ref
	for _, m := range messages {
		out = append(out, refsOf(messageRef(r.Chat, m))...)
	}
	return out
}

// collect adds the receipt of a part; it makes it that of the whole and is
// true when the case is to be told.
func (c *chat) collect(ev *handoff.Event, part, of int) bool {
	i := slices.IndexFunc(c.Parts, func(p parts) bool { return p.Token == ev.Token })
	if i < 0 {
		c.Parts = append(c.Parts, parts{Token: ev.Token, Got: map[int][]handoff.Ref{}})
		c.Parts = c.Parts[max(0, len(c.Parts)-maxParts):]
		i = len(c.Parts) - 1
	}
	p := &c.Parts[i]
	p.Got[part] = ev.Refs
	told, complete := p.Failed, len(p.Got) == of
	p.Failed = p.Failed || ev.Failed != handoff.Done
	failed := p.Failed
	if !failed {
		ev.Refs = nil
		for n := 1; n <= of; n++ {
			ev.Refs = append(ev.Refs, p.Got[n]...)
		}
	}
	if complete {
		c.Parts = slices.Delete(c.Parts, i, i+1)
	}
	return failed && !told || complete && !failed
}
