// Package conversation holds one merchant's dialogue: what is known, what is
// asked next, what is advised and when a person takes over.
//
// [Engine.Step] is a pure function of a state and an event: the time and the
// search hits come in with the event, and nothing is sent, stored or looked up
// inside. The state is the list of what was said; every belief is computed
// from it anew, which gives undo, correction and replay for nothing.
//
// The package must not know Redis, bleve, Telegram or the terminal. What it
// needs from them are the contracts [Searcher] and [Phrases].
package conversation
