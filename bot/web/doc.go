// Package web is the web page: one more messenger beside Telegram, served by
// the same binary, with everything it needs embedded.
//
//	form post → [Merchants] → [bot.Inbox]
//	[bot.Delivery] → [Merchants.Send] → server-sent events → page
//
// In the demo every open tab is a merchant of its own. What the tabs show is
// kept in memory, bounded, and only as long as the program runs; what the
// conversations are is stored where the bot stores it. A panel beside the chat
// shows what the bot believes and why it asks: an [Explainer] tells it.
//
// The support team has pages too: its queue, a case, and the past cases.
//
//	button or words → [Team] → [bot.Inbox], as [bot.FromTeam]
//	[Cases] → board, looked at while somebody watches → server-sent events
//
// A page of the team changes no case itself. It offers what the ticket would
// do, and shows what the ticket then is. In the demo the visitor is an agent;
// elsewhere people sign in by a link that the bot sends them: [Sessions].
//
// [Figures] tell how it goes: charts that are drawn here, each with its table
// and a file of it. They show what the bot and the team did, and no words.
//
// Editors write the content in a draft that they share, as the fields of a form
// or as text, look at it as merchants do, try texts on it, take over what
// merchants said and were not understood with, and publish it: [Editing] does
// the work.
//
// Live updates have no queue. A reader is sent what changed since the change
// it has seen last; one that is slow is cut off, comes back with the number of
// that change and misses nothing.
//
// Everything that comes in is foreign: it is masked here, before anything
// keeps it, and shown as text only. The package must not know what is stored
// where, nor what a knowledge base holds beyond what [BeliefOf] names.
package web
