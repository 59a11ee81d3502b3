// Package form makes a form of a YAML file that has a JSON Schema, and writes
// what was changed in the form back into the file's text: only that, every
// other byte stays as it was, comments, order and quoting too.
//
// It knows no file in particular: which fields there are comes from the schema,
// and what a field may be completed with from the caller. It must not know how
// a form looks or travels (no HTML, no HTTP) or where texts are kept. What a
// text means is not its business either: a form takes values that the check
// then finds mistakes in.
//
// A form shows a text only as a whole. Where something stands in the text that
// no field can show, there is no form but an [Unshown] that names the line.
package form
