package insight

import "github.com/tillmate/tillmate/conversation"

// Todo is what an editor may do about a cluster.
type Todo string

// The things to do.
const (
	WriteArticle Todo = "write_article" // nothing in the knowledge is near
	AddPhrasing  Todo = "add_phrasing"  // an article is near, but it was not found for these words
	MendArticle  Todo = "mend_article"  // the article was found, and its advice did not help
)

// Todo tells what to do: what most of the gaps ask for.
func (c Cluster) Todo() Todo {
	failed := c.Kinds[conversation.GapUnhelpful] + c.Kinds[conversation.GapEscalated]
	switch {
	case c.Problem == "" || 2*c.Kinds[conversation.GapNone] > c.Count:
		return WriteArticle
	case 2*failed > c.Count:
		return MendArticle
	}
	return AddPhrasing
}
