// Package index finds the problems a merchant's words may speak of. It is the
// only package that knows the search library (bleve): everybody else sees a
// [conversation.Searcher].
//
// # What is indexed
//
// One document is one phrasing: one way of saying a problem, one screen text,
// one title, one phrase of a cause, one background text. A document is indexed
// three times: as words (stemmed English words, numbers, and pairs of
// neighbouring Chinese characters), as single Chinese characters, and as runs
// of four letters for mistyped English. Characters and runs weigh less than
// words. Nothing is stored in the search library's files but the postings; the
// phrasings themselves stand in the manifest beside them.
//
// The phrasings of other subjects are indexed beside the problems. They find
// nothing: they only tell whether a query's words are rather theirs.
//
// # How a problem is scored
//
// Every term weighs by its information: how few problems have it. A problem's
// score is mostly what all its phrasings have of the query, a term counting
// less than in proportion to the phrasings that have it, and for a quarter its
// best single phrasing: the information it shares with the query, over a mix of
// its own and the query's. The weights stand in weights.go, with what was
// measured about them.
//
// # Generations
//
// A [Generation] is one built version, immutable, in memory or in a directory
// named by its content. A [Live] holds the one in use and replaces it while
// searches go on.
package index
