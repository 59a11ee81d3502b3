// Package bundle makes the files of a knowledge base one immutable piece of
// data, and says how published ones are kept: an editor publishes a bundle, and
// every replica builds the same content from it. It says the same of the draft,
// which is what editors have changed and not yet published.
//
// A bundle holds the files that are read when content is loaded or measured,
// and no others: what lies beside them in an editor's folder is not published.
// It is a zip archive, so that it can be looked into with common tools.
//
// The package must not know where bundles and drafts are kept, what the files
// say, or who serves them.
package bundle
