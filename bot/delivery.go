package bot

// DeliveryKind says what is done with the messenger.
type DeliveryKind string

// The kinds of delivery.
const (
	// Show sends a message: Text, Bold, Quoted, Buttons, Reply.
	Show DeliveryKind = "show"
	// Edit changes a message: Message, Text, Bold, Buttons.
	Edit DeliveryKind = "edit"
	// Copy sends messages of another chat again, without saying whose they
	// were: Of, Messages, Reply. One gets Text for its caption in the place of
	// its own; several lose theirs.
	Copy DeliveryKind = "copy"
	// Answer tells the messenger that a button press was seen: Callback, Text.
	Answer DeliveryKind = "answer"
	// Delete removes messages: Message or Messages.
	Delete DeliveryKind = "delete"
	// Mark sets the reaction on a message: Message, Mark; "" takes it away.
	Mark DeliveryKind = "mark"
	// Pin pins a message: Message.
	Pin DeliveryKind = "pin"
	// OpenTopic makes a topic, Name and Icon, or opens Thread again. Its
	// receipt names the topic.
	OpenTopic DeliveryKind = "open_topic"
	// EditTopic changes the icon of Thread: Icon.
	EditTopic DeliveryKind = "edit_topic"
	// CloseTopic closes Thread.
	CloseTopic DeliveryKind = "close_topic"
	// Leave leaves a group.
	Leave DeliveryKind = "leave"
)

// Delivery is one call to the messenger, decided and stored before it is made.
// It is plain data and is stored as JSON; fields are only ever added.
type Delivery struct {
	Kind DeliveryKind `json:"kind"`
	// Chat is where it goes: the merchant's own, or a group of the team. The
	// deliveries to one chat are made one after the other, in order; those
	// that are Later form a second line.
	Chat int64 `json:"chat"`
	// From is the chat whose turn it is of.
	From int64 `json:"from"`
	// Turn is the turn of that chat's conversation; its buttons come back
	// with it.
	Turn int `json:"turn,omitempty"`
	// Case is the case that the buttons belong to; then they come back with
	// From and Case and not with Turn.
	Case string `json:"case,omitempty"`
	// Thread is the topic in a group; 0 is the group itself.
	Thread int64 `json:"thread,omitempty"`
	// Reply is the message of the chat that it answers, 0 is none. It is sent
	// all the same when that message is gone.
	Reply int64 `json:"reply,omitempty"`
	// Text is plain text; the first Bold characters of it are set in bold, the
	// last Quoted as a quotation that opens when it is pressed.
	Text   string `json:"text,omitempty"`
	Bold   int    `json:"bold,omitempty"`   // UTF-16 units
	Quoted int    `json:"quoted,omitempty"` // UTF-16 units
	// Mentions are the people who are told of the message, of [Show].
	Mentions []Mention `json:"mentions,omitempty"`
	// Buttons are rows below the text.
	Buttons [][]Button `json:"buttons,omitempty"`
	// Callback is the press that is answered, of [Answer].
	Callback string `json:"callback,omitempty"`
	// Message is the message that is edited, removed, marked or pinned.
	Message int64 `json:"message,omitempty"`
	// Messages are those that are copied, of the chat Of, or removed; at most
	// 100, in the order of their ids.
	Messages []int64 `json:"messages,omitempty"`
	Of       int64   `json:"of,omitempty"`
	// Mark is an emoji.
	Mark string `json:"mark,omitempty"`
	// Name and Icon are those of a topic; the icon is an emoji.
	Name string `json:"name,omitempty"`
	Icon string `json:"icon,omitempty"`
	// Later lets everything else of the chat go first: cards, marks and icons
	// may be late, words may not. Of several edits of one message that wait,
	// the last is made.
	Later bool `json:"later,omitempty"`
	// Token, when not "", asks for a [Delivered] update that carries it.
	Token string `json:"token,omitempty"`
}

// decorates reports a delivery that says nothing: marks, pins, icons.
func (d Delivery) decorates() bool {
	switch d.Kind {
	case Mark, Pin, EditTopic, CloseTopic:
		return true
	}
	return false
}

// pointsBack reports a delivery that changes what is in a group already.
func (d Delivery) pointsBack() bool {
	return d.decorates() || d.Kind == Edit || d.Kind == Delete
}

// calls is how much of a group's budget a delivery takes: each message counts.
func (d Delivery) calls() int {
	if d.Kind == Copy {
		return max(1, len(d.Messages))
	}
	return 1
}

// Mention is a part of a text that stands for somebody.
type Mention struct {
	User   int64 `json:"user"`
	At     int   `json:"at,omitempty"` // UTF-16 units, as Length
	Length int   `json:"length"`
}

// Button is a button of a message: it is pressed, or it copies.
type Button struct {
	Label string `json:"label"`
	ID    string `json:"id,omitempty"`
	Copy  string `json:"copy,omitempty"` // text for the clipboard
}

// Receipt says what became of a delivery.
type Receipt struct {
	Token string `json:"token,omitempty"`
	// Chat and Message name what was sent; Messages all of it, where it was
	// more than one message.
	Chat     int64   `json:"chat,omitempty"`
	Message  int64   `json:"message,omitempty"`
	Messages []int64 `json:"messages,omitempty"`
	// Thread is the topic that was opened.
	Thread int64 `json:"thread,omitempty"`
	// Failed says why it was given up, or "".
	Failed string `json:"failed,omitempty"`
	// Lost is set when it failed because the message, the topic or the chat is
	// not there any more, see [SendError]; Gone when the merchant lets the bot
	// write nothing.
	Lost bool `json:"lost,omitempty"`
	Gone bool `json:"gone,omitempty"`
}
