package botapitest

import "time"

// DefaultToken is the token that is accepted unless another one is set. It has
// the shape of a real one, so that a search of logs for it means something.
const DefaultToken = "7000000001:AAFake_Token-0123456789abcdefghijkl"

// Options are how a [Server] behaves. The zero value has no limits and makes
// no faults.
type Options struct {
	// Token is what the bot must call with; [DefaultToken] when "".
	Token string
	// Address is where to listen; a free port of 127.0.0.1 when "".
	Address string
	// Now is the clock of dates, limits and expiries, [time.Now] when nil.
	// Waiting (long polls, slow answers, back-off) is always in real time.
	Now func() time.Time
	// FirstUpdate is the number of the first update, 700000001 when 0.
	FirstUpdate int64
	// Limits are those of the flood control.
	Limits Limits
	// Faults are made from the start; see [Server.Inject].
	Faults []Injection
	// Seed draws the faults that have a probability. With the same seed the
	// same calls in the same order meet the same faults.
	Seed uint64
	// Privacy keeps from the bot what is said in groups where it is no
	// administrator, but for commands and replies to it.
	Privacy bool
	// ConflictPause is how long a second 409 to getUpdates within as much time
	// is held back; 3 s, as the real one does, when 0.
	ConflictPause time.Duration
	// WebhookSecond is how long a second of the webhook's back-off takes; 1 s
	// when 0.
	WebhookSecond time.Duration
	// KeepCalls and KeepMessages bound the memory: only so many of the last
	// calls, and of the last messages of every chat, are kept; 0 keeps all.
	// A message that is not kept cannot be edited, pressed or replied to.
	KeepCalls, KeepMessages int
	// Observe, when set, sees every call in the order in which they were
	// carried out or refused. It must not call the server.
	Observe func(Call)
}

// Limits are the flood control. A limit that is 0 is off.
type Limits struct {
	// PrivatePerSecond is how many calls a second one private chat takes on
	// average, and PrivateBurst (at least 1) how many at once.
	PrivatePerSecond float64
	PrivateBurst     int
	// GroupPerMinute is how many calls one group takes in any minute.
	GroupPerMinute int
	// TopicPause is how long after a topic the next one may be made in the
	// same group.
	TopicPause time.Duration
	// TotalPerSecond is how many calls to all chats it takes in any second.
	TotalPerSecond int
}

// RealLimits are those that Telegram's FAQ names. The real burst and the real
// pause between topics are not published; 3 and 5 s are careful.
//
// All methods that change something in a chat count as one call, those that
// send or copy several messages as that many; answers to presses, reading, and
// what is refused for another reason do not count.
func RealLimits() Limits {
	return Limits{PrivatePerSecond: 1, PrivateBurst: 3, GroupPerMinute: 20, TopicPause: 5 * time.Second, TotalPerSecond: 30}
}

func (o Options) withDefaults() Options {
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.FirstUpdate == 0 {
		o.FirstUpdate = 700000001
	}
	if o.ConflictPause == 0 {
		o.ConflictPause = 3 * time.Second
	}
	if o.WebhookSecond == 0 {
		o.WebhookSecond = time.Second
	}
	o.Limits.PrivateBurst = max(o.Limits.PrivateBurst, 1)
	return o
}
