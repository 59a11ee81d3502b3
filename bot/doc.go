// Package bot carries a merchant's updates through the conversation and what
// the conversation says back to the merchant, losing nothing and in order:
//
//	update → inbox → turn → state and outbox → messenger
//
// An update is stored before the messenger is told that it arrived. A turn's
// new state and what it says are stored in one step; only then is anything
// sent, and sending may be repeated. One owner at a time works on a chat, so
// what a merchant reads is in the order of what was decided.
//
// Where there is a [Desk], a merchant's chat holds a case too. What the
// merchant does goes to the case first, and to the dialogue only while the bot
// answers. What the team does in its groups is put into the merchant's chat by
// the [Router], so everything about a case is handled in one order. What the
// case wants done becomes deliveries like any other; what became of them comes
// back to it as receipts.
//
// The package holds the decisions and the contracts. It must not know Redis
// or Telegram: its children queue and telegram do.
package bot
