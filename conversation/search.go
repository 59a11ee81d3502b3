package conversation

import "context"

// Searcher finds the problems a merchant's words may speak of.
//
// Implementations are safe for concurrent use. A Searcher returns no hits and
// no error when nothing fits; an error means that the search itself could not
// be done. Search never changes what it searches.
type Searcher interface {
	Search(ctx context.Context, query Query) (Hits, error)
}

// Query is one search.
type Query struct {
	// Text is the merchant's text as the normaliser left it: Simplified,
	// half width, lower case, typos mended. At most [MaxQuery] runes are read.
	Text string
	// Limit is the greatest number of problems returned; 0 means 10.
	Limit int
}

// MaxQuery is the number of runes of a query that are read.
const MaxQuery = 400

// Hits are the answer to a query, best first.
type Hits struct {
	// Generation names the version of the knowledge that was searched.
	Generation string `json:"generation,omitempty"`
	// Coverage is the share of the query's information, in [0, 1], that the
	// best hits account for; words no article knows count against it. Below
	// about a third the query is likely about something else.
	Coverage float64 `json:"coverage"`
	// Elsewhere tells, in nats, how much likelier the query's words are in what
	// people write about other subjects than in what they write about the
	// problems; it is negative when they are less likely there.
	Elsewhere float64 `json:"elsewhere,omitempty"`
	Problems  []Hit   `json:"problems,omitempty"`
}

// Hit is one problem found.
type Hit struct {
	Problem string `json:"problem"`
	// Score is comparable within one answer only; more is better.
	Score float64 `json:"score"`
	// Causes holds, for causes whose own words matched, the share in (0, 1] of
	// the score that those words reach.
	Causes map[string]float64 `json:"causes,omitempty"`
	// Matched is the phrasing, title or background that matched best.
	Matched string `json:"matched,omitempty"`
	// Field is where Matched stands: say, screen, title, cause or background.
	Field string `json:"field,omitempty"`
}
