// Package reading turns what a merchant typed into what the diagnosis can use:
// answers to questions of the bank, response codes, screen texts, intents and
// the safety rules the words set off.
//
// It is pure and knows the words people use, nothing else: not which question
// was asked last, not how likely a cause is, not what is said in return.
package reading
