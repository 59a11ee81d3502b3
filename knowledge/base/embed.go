// Package base embeds the knowledge base that tillmate ships: the default
// content, used when no folder is given. It knows nothing but its files.
package base

import "embed"

// Files holds the knowledge base; its root is the root of [knowledge.Load].
//
//go:embed codes.yaml routes.yaml terms.yaml safety.yaml intents.yaml other_subjects.yaml problems questions golden
var Files embed.FS
