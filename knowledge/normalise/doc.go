// Package normalise brings what merchants type into the one form that
// everything else matches against: half width, lower case, Simplified, without
// decoration, with disguised and regional words rewritten and typing errors
// mended. On the way it reads the response codes and the screen texts that the
// text quotes. It also matches the cues of the knowledge base ([Compile]) in
// that form.
//
// It is pure and knows spellings, nothing else: not what a code means, not
// which question was asked, not what is done with what it finds. What it does
// not recognise it leaves alone; a text that needs no mending comes out as it
// went in.
//
// The list of ordinary words that keeps mending from touching everyday
// Chinese is taken from the dictionary of jieba (MIT licence).
package normalise
