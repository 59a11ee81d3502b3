package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// Editing is the work on the articles, as the editors' pages need it: a draft
// that all editors share, over what is published. It is safe for concurrent
// use. An error of it that is none of those below is one of the store.
type Editing interface {
	// Articles lists the articles of the draft, in order of slug.
	Articles(ctx context.Context) ([]ArticleRow, error)
	// Article gives one article of the draft; one that is not there yet comes
	// as the beginning of a new one.
	Article(ctx context.Context, slug string) (Article, error)
	// Save keeps a text in the draft if the article's version is still the one
	// that was edited; else it gives [ErrRaced] and changes nothing.
	Save(ctx context.Context, who Member, slug, text, version string) error
	// Discard goes back to what is published, under the same condition.
	Discard(ctx context.Context, slug, version string) error
	// Preview shows what merchants with each cause of an article are told. Of
	// an article with mistakes there is none.
	Preview(ctx context.Context, slug string, lang knowledge.Lang) ([]Shown, error)
	// Try gives what the draft makes of a merchant's first text.
	Try(ctx context.Context, text string, lang knowledge.Lang) (Trial, error)
	// Publish begins to publish the draft, or gives [ErrBusy]. It does not wait
	// for the end: see Publishing.
	Publish(ctx context.Context, who Member, wish Wish) error
	// Publishing tells how far that is, or what became of it.
	Publishing(ctx context.Context, lang knowledge.Lang) (Publishing, error)
	// Publications lists what was published, the latest first.
	Publications(ctx context.Context) ([]bundle.Publication, error)
	// Rollback makes a publication live again. It gives [ErrBusy] while
	// something is being published, and [ErrRaced] when something was meanwhile.
	Rollback(ctx context.Context, who Member, serial int64) error
	// Gaps gives what merchants meant and did not get, the most frequent first.
	Gaps(ctx context.Context) ([]Gap, error)
}

// The errors of [Editing].
var (
	ErrNoArticle = errors.New("there is no such article, and cannot be")
	ErrRaced     = errors.New("somebody else was faster")
	ErrBusy      = errors.New("something is being published")
)

// ArticleRow is one article in the list.
type ArticleRow struct {
	Slug      string
	Title     knowledge.Text
	Phrasings int // in all languages
	Errors    int
	Warnings  int
	Edited    bool // the draft differs from what is published
	// What became of its advice lately: how often it was shown, helped, and did
	// not; a case of which nothing was heard is in neither.
	Shown, Solved, NotSolved int64
}

// Article is one article of the draft.
type Article struct {
	Slug, Text string
	// Version tells one text from another.
	Version string
	New     bool // nothing is kept of it yet
	Edited  bool // it differs from what is published
	// Behind is set when something else was published since it was edited.
	Behind bool
	By     string // who saved it last; "" where it is not edited
	At     time.Time
	// Findings are those of this article, by line. Elsewhere counts the errors
	// in the rest of the draft.
	Findings  []knowledge.Finding
	Elsewhere int
}

// Shown is something that a merchant reads, with its buttons.
type Shown struct {
	Cause   string // "" where it is of none
	Route   knowledge.Route
	Text    string
	Buttons [][]string
}

// Trial is what a draft makes of a text.
type Trial struct {
	// Broken is the first mistake of a draft that cannot be tried.
	Broken   *knowledge.Finding
	Read     string  // the text as the search reads it
	Coverage float64 // in [0, 1]: how much of it is found
	Hits     []TrialHit
	Said     []Shown
	Reasons  []string // of an advice
	Belief   Belief
}

// TrialHit is one article that was found.
type TrialHit struct {
	Slug           string
	Title          knowledge.Text
	Score          float64
	Field, Matched string
}

// Wish says how a draft is to be published.
type Wish struct {
	Why    string
	Accept []string // the losses to accept, by name
	Dry    bool     // only to compare
}

// Publishing is how far publishing is, or what became of it last.
type Publishing struct {
	Running     bool
	Stage       string // checking, building, comparing or publishing
	Done, Total int
	// Verdict is mistakes, unchanged, refused, dry_run, overtaken, published or
	// failed; "" when nothing was tried yet.
	Verdict string
	Report  string // for people
	Losses  []Loss
	// Stale is set when the draft has changed since.
	Stale bool
}

// Loss is something that a draft makes worse.
type Loss struct {
	Name, Text string
	Accepted   bool
}

// Gap is something that merchants meant and did not get.
type Gap struct {
	Label    string
	Examples []string
	Count    int
	Last     time.Time
	// Slug is the nearest article, or "".
	Slug  string
	Title knowledge.Text
	// Todo is write_article, add_phrasing or mend_article.
	Todo string
}

// editBase is the address of the editors' pages.
const editBase = "/edit"

// The limits of the editors' pages.
const (
	// maxArticle is the greatest size of an article, in bytes, and maxEdited
	// that of a form that holds one: every byte may take three in it.
	maxArticle = 64 << 10
	maxEdited  = 3*maxArticle + 8<<10
	// maxWhy is the number of characters of the reason for a publication, and
	// maxTried of those of a text that is tried.
	maxWhy   = 200
	maxTried = 500
	// maxAccepted is the number of losses that can be accepted at once.
	maxAccepted = 500
)

// Edits reports whether the role may work on the articles.
func (r Role) Edits() bool { return r == RoleEditor || r == RoleAgentEditor || r == RoleAdmin }

// The refusals of the editors' pages.
var (
	errEditors   = &refusal{status: http.StatusForbidden, text: "problem_editors"}
	errNoArticle = &refusal{status: http.StatusNotFound, text: "problem_no_article"}
	errArticle   = &refusal{status: http.StatusRequestEntityTooLarge, text: "problem_article"}
	errBusy      = &refusal{status: http.StatusConflict, text: "problem_busy"}
	errOvertaken = &refusal{status: http.StatusConflict, text: "problem_overtaken"}
)

// editing gives the refusal for an error of [Editing].
func editing(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNoArticle):
		return errNoArticle
	case errors.Is(err, ErrBusy):
		return errBusy
	case errors.Is(err, ErrRaced):
		return errOvertaken
	}
	return unstored(err)
}
