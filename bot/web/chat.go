package web

import (
	"slices"
	"time"

	"golang.org/x/time/rate"

	"github.com/tillmate/tillmate/bot"
)

// bubble is one message of a chat.
type bubble struct {
	Key string // of the chat
	ID  int64  // of the message, from 1 in every chat
	// Made and Changed are the numbers of the changes that brought it and
	// that touched it last.
	Made, Changed int64
	Mine          bool // the merchant's
	At            time.Time
	Text          string // masked
	Bold          int    // the first UTF-16 units that are bold
	Photo         bool
	Note          note
	Turn          int    // of the conversation, that showed the buttons
	Case          string // that the buttons belong to, or ""
	Buttons       [][]bot.Button
	Pressed       []string // the buttons that were pressed, by their ids
}

// note says what became of a message.
type note string

// The notes.
const (
	removed  note = "removed"  // it held a secret and was taken away
	recalled note = "recalled" // the team took it back
	notSent  note = "not_sent" // it could not be stored
)

// chat is one merchant: what a tab shows. Its methods are called with the
// lock of the [Merchants] held.
type chat struct {
	key   string // in the address of its page; whoever knows it is the merchant
	id    int64
	limit *rate.Limiter

	bubbles []bubble
	kept    int   // bytes of their texts
	message int64 // the id given last
	// version is the number of the last change; fresh is closed by the next.
	version int64
	fresh   chan struct{}
	// lost is the last change of a message that is no longer kept.
	lost int64

	typing    time.Time // since when the bot seems to type; zero is not
	typed     int64     // the change of typing
	belief    Belief
	believed  int64 // the change of belief
	turn      int   // the turn that belief is of
	toast     string
	toasted   int64 // the change of toast
	forgotten bool

	readers int
	used    time.Time
}

func newChat(key string, id int64, now time.Time) *chat {
	return &chat{
		key: key, id: id, used: now, fresh: make(chan struct{}),
		limit: rate.NewLimiter(perSecond, burst), turn: -1,
	}
}

// change counts a change and wakes the readers.
func (c *chat) change() int64 {
	c.version++
	close(c.fresh)
	c.fresh = make(chan struct{})
	return c.version
}

// add appends a message and gives its id.
func (c *chat) add(b bubble) int64 {
	c.message++
	b.Key, b.ID, b.Made = c.key, c.message, c.change()
	b.Changed = b.Made
	c.bubbles = append(c.bubbles, b)
	c.kept += b.size()
	for len(c.bubbles) > 1 && (len(c.bubbles) > maxBubbles || c.kept > maxKept) {
		c.lost = max(c.lost, c.bubbles[0].Changed)
		c.kept -= c.bubbles[0].size()
		c.bubbles[0] = bubble{}
		c.bubbles = c.bubbles[1:]
	}
	return b.ID
}

// size is about what a message takes of the memory.
func (b *bubble) size() int {
	n := len(b.Text) + 64
	for _, row := range b.Buttons {
		for _, button := range row {
			n += len(button.Label) + len(button.ID) + len(button.Copy) + 64
		}
	}
	return n
}

// touch changes a message, if it is still kept.
func (c *chat) touch(id int64, how func(b *bubble)) {
	for i := range c.bubbles {
		if b := &c.bubbles[i]; b.ID == id {
			c.kept -= b.size()
			how(b)
			c.kept += b.size()
			b.Changed = c.change()
			return
		}
	}
}

// button finds a button that was shown, and the message that has it: ok is
// false when there is none of that id below that message.
func (c *chat) button(message int64, id string) (of bubble, pressed, ok bool) {
	for _, b := range c.bubbles {
		if b.ID != message {
			continue
		}
		for _, row := range b.Buttons {
			if slices.ContainsFunc(row, func(x bot.Button) bool { return x.ID == id && x.Copy == "" }) {
				return b, slices.Contains(b.Pressed, id), true
			}
		}
	}
	return bubble{}, false, false
}

// setTyping shows or hides that the bot is at work.
func (c *chat) setTyping(since time.Time) {
	if since.IsZero() && c.typing.IsZero() {
		return
	}
	c.typing = since
	c.typed = c.change()
}

// changes is what happened in a chat after one of its changes, all of it.
type changes struct {
	Version int64 // the last change in it
	// Whole is set when New is all that is kept of the chat: the reader has
	// missed what is not.
	Whole     bool
	New       []bubble // in order
	Changed   []bubble // that the reader has in an older form
	Typed     bool     // Typing changed
	Typing    bool
	Belief    *Belief // nil: as before
	Toast     string
	Forgotten bool
}

// since gives what happened after a change; fresh is closed when there is
// more. 0 gives the whole chat.
func (c *chat) since(after int64, now time.Time) (out changes, fresh <-chan struct{}) {
	out.Version, out.Forgotten = c.version, c.forgotten
	if after < 0 || after > c.version || after < c.lost {
		after, out.Whole = 0, true
	}
	for _, b := range c.bubbles {
		switch {
		case b.Made > after:
			out.New = append(out.New, b)
		case b.Changed > after:
			out.Changed = append(out.Changed, b)
		}
	}
	if c.typed > after || out.Whole {
		out.Typed, out.Typing = true, !c.typing.IsZero() && now.Sub(c.typing) < typingTime
	}
	if c.believed > after || out.Whole {
		belief := c.belief
		out.Belief = &belief
	}
	if c.toasted > after && after > 0 {
		out.Toast = c.toast
	}
	return out, c.fresh
}
