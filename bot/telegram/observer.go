package telegram

import (
	"time"

	"github.com/tillmate/tillmate/bot"
)

// Observer counts what happens at the door. It is called often and by many
// goroutines at once; it must not block.
type Observer interface {
	// Called reports a call of a method. result is "ok", the code of the Bot
	// API's error ("429"), "timeout", "canceled" or "transport".
	Called(method, result string, took time.Duration)
	// Took reports an update that was stored.
	Took(kind bot.UpdateKind)
	// Left reports an update that is for nobody.
	Left(reason Reason)
}

// Unobserved is an [Observer] that counts nothing.
type Unobserved struct{}

// Called does nothing.
func (Unobserved) Called(string, string, time.Duration) {}

// Took does nothing.
func (Unobserved) Took(bot.UpdateKind) {}

// Left does nothing.
func (Unobserved) Left(Reason) {}
