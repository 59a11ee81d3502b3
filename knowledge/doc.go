// Package knowledge holds what tillmate knows about card terminals: problems
// with their causes and remedies, the question bank, response codes, terms and
// the safety rules. It reads that content from YAML and reports everything
// that is wrong with it, each finding with its file and line.
//
// It is pure: it reads from an [io/fs.FS] that the caller opens, never from
// the disk, the network or the clock. It must not know how a conversation
// runs, how the index searches or which messenger carries the words.
package knowledge
