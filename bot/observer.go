package bot

import (
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// Observer counts what happens. It is called often and by many goroutines at
// once; it must not block.
type Observer interface {
	// Turned reports an event that was handled, how many questions the case
	// has asked by then, and what came of it.
	Turned(ev conversation.Event, asked int, effects []conversation.Effect)
	// Committed reports a batch: its turns, and how long it took from reading
	// it to having stored it.
	Committed(turns int, took time.Duration)
	// Sent reports a delivery that was settled; waited is how long after it
	// was decided. result is "sent", "given_up" or "gone".
	Sent(d Delivery, result string, waited time.Duration)
	// Retried reports a call that failed and will be made again.
	Retried(d Delivery, decision Decision)
}

// Unobserved is an [Observer] that counts nothing.
type Unobserved struct{}

// Turned does nothing.
func (Unobserved) Turned(conversation.Event, int, []conversation.Effect) {}

// Committed does nothing.
func (Unobserved) Committed(int, time.Duration) {}

// Sent does nothing.
func (Unobserved) Sent(Delivery, string, time.Duration) {}

// Retried does nothing.
func (Unobserved) Retried(Delivery, Decision) {}
