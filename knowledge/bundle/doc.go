// Package bundle makes the files of a knowledge base one immutable piece of
// data, and says how published ones are kept: an editor publishes a bundle, and
// every replica builds the same content from it.
//
// The package must not know where bundles are kept, what the files say, or who
// serves them.
package bundle
