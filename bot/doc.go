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
// The package holds the decisions and the contracts. It must not know Redis
// or Telegram: its children queue and telegram do.
package bot
