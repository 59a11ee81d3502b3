// Package casebook compiles a knowledge base into the model that the diagnosis
// works on, and names its numbers back: hypothesis 17 is this cause of that
// problem, answer 3 of question 5 is "all_cards".
//
// It is pure. It must not know what was said in a conversation, and it adds no
// judgement of its own beyond the laws written down here.
package casebook
