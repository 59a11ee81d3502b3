package bot

// DeliveryKind says what is done with the messenger.
type DeliveryKind string

// The kinds of delivery.
const (
	// Show sends a message.
	Show DeliveryKind = "show"
	// Answer tells the messenger that a button press was seen.
	Answer DeliveryKind = "answer"
	// Delete removes a message of the merchant that held a secret.
	Delete DeliveryKind = "delete"
	// Leave leaves a group.
	Leave DeliveryKind = "leave"
)

// Delivery is one call to the messenger, decided and stored before it is made.
// It is plain data and is stored as JSON; fields are only ever added.
type Delivery struct {
	Kind DeliveryKind `json:"kind"`
	// Chat is where it goes: the merchant's own, or a group of the team. The
	// deliveries to one chat are made one after the other, in order.
	Chat int64 `json:"chat"`
	// From is the chat whose turn it is of.
	From int64 `json:"from"`
	// Turn is the turn of that chat's conversation; its buttons come back
	// with it.
	Turn int `json:"turn,omitempty"`
	// Text is plain text; the first Bold characters of it are set in bold.
	Text string `json:"text,omitempty"`
	Bold int    `json:"bold,omitempty"` // UTF-16 units
	// Buttons are rows below the text.
	Buttons [][]Button `json:"buttons,omitempty"`
	// Callback is the press that is answered, of [Answer].
	Callback string `json:"callback,omitempty"`
	// Message is the message that is removed, of [Delete].
	Message int64 `json:"message,omitempty"`
	// Token, when not "", asks for a [Delivered] update that carries it.
	Token string `json:"token,omitempty"`
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
	// Chat and Message name what was sent.
	Chat    int64 `json:"chat,omitempty"`
	Message int64 `json:"message,omitempty"`
	// Failed says why it was given up, or "".
	Failed string `json:"failed,omitempty"`
}
