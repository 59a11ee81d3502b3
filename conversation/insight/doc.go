// Package insight tells what the conversations teach: what one turn counts for
// ([Of]), what the knowledge had no answer to ([Lexis.Cluster]), what became of
// the advice ([Outcomes]), what is worth a message to the editors ([Weekly]),
// and what closed cases say of the words in the articles ([Learn]).
//
// It is pure: the time and the cases come in as arguments, and the words of
// merchants come in, and go out, with card data masked. It proposes and
// changes nothing: only an editor's edit makes the bot answer otherwise.
//
// The package must not know Redis, Telegram, the search or where the knowledge
// lies. It sees the dialogue from outside, as its states and effects.
package insight
