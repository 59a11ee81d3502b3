// Package handoff holds one escalated case, the ticket: who answers the
// merchant, what may be sent to whom, which clock runs and how it ends.
//
// [Step] is a pure function of a ticket, an event and the team's rules: the
// time comes in with the event, and nothing is sent, stored or looked up
// inside. A ticket stands in its merchant's record, which one owner at a time
// works on, so two agents who press at once come one after the other and
// exactly one of them wins.
//
// The ticket knows places, not a messenger: the queue card of a desk, the
// room where a claimed case is worked on (a topic, or a thread under the
// card), and the merchant. What every event does in every state stands in
// testdata/table.txt, which a test writes.
//
// What reaches the merchant:
//   - words of the owner, written in the room or chosen among the canned
//     replies, once each;
//   - words of somebody else, or written while nobody owned the case, only
//     after the owner pressed "send" on them;
//   - never a note: a text that begins with //, one that replies to a note,
//     or one that was kept as a note. A note stays a note, however it is
//     edited.
//
// A quote of a message that is not known may be a quote of a note, so such a
// text is held too.
//
// The package must not know Redis, Telegram or the search. Texts come from
// [conversation.Phrases]; card data is masked before it comes here.
package handoff
