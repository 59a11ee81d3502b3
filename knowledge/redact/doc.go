// Package redact hides what must never be stored, logged or shown to a team:
// card numbers, security codes, PINs, one-time codes, track data, expiry
// dates, resident ids and bot tokens. It is applied to what a merchant wrote
// before anything else sees it.
//
// What a case needs stays readable: merchant numbers (15 digits), terminal
// numbers (8), reference numbers (12), telephone numbers, order numbers, dates
// and times, response codes.
//
// It is pure and looks at shapes and the words beside them. It must not know
// what the conversation is about or who wrote; when a number may be a card, it
// is masked.
package redact
