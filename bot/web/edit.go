package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/bundle"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// Editing is the work on the content, as the editors' pages need it: a draft
// that all editors share, over what is published. Its files are named by path,
// an article also by its slug. It is safe for concurrent use. An error of it
// that is none of those below is one of the store.
type Editing interface {
	// Files lists the files of the draft.
	Files(ctx context.Context) (Files, error)
	// File gives one file of the draft; an article that is not there yet comes
	// as the beginning of a new one. Of what can be no file it gives
	// [ErrNoFile].
	File(ctx context.Context, path string) (File, error)
	// Save keeps a text in the draft if the file's version is still the one
	// that was edited; else it gives [ErrRaced] and changes nothing.
	Save(ctx context.Context, who Member, path, text, version string) error
	// Discard goes back to what is published, under the same condition.
	Discard(ctx context.Context, path, version string) error
	// Remove takes an article out of the draft, under the same condition;
	// Discard puts it back. Of a file that is no article it gives [ErrNoFile].
	Remove(ctx context.Context, who Member, path, version string) error
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
	// AddPhrasing adds words to the phrasings of an article in the draft, and
	// gives the line, from 1, that it became. It gives an [UnfitError] for words
	// that are not to be added.
	AddPhrasing(ctx context.Context, who Member, slug, words string) (line int, err error)
	// BeginArticle begins an article in the draft, with those of the words as
	// its first phrasings that fit; if none does, it gives the [UnfitError] of
	// the first.
	BeginArticle(ctx context.Context, who Member, slug string, words []string) error
}

// The errors of [Editing].
var (
	ErrNoFile = errors.New("there is no such file, and cannot be")
	ErrRaced  = errors.New("somebody else was faster")
	ErrBusy   = errors.New("something is being published")
)

// Files are the files of the draft, in order of path.
type Files struct {
	Articles []ArticleRow
	Others   []FileRow // what is no article
}

// FileRow is one file in a list.
type FileRow struct {
	Path     string
	Errors   int
	Warnings int
	Edited   bool // the draft differs from what is published
	Removed  bool // it is not in the draft any more
}

// ArticleRow is one article in the list.
type ArticleRow struct {
	FileRow
	Slug      string
	Title     knowledge.Text
	Phrasings int // in all languages
	// What became of its advice lately: how often it was shown, helped, and did
	// not; a case of which nothing was heard is in neither.
	Shown, Solved, NotSolved int64
}

// File is one file of the draft.
type File struct {
	Path string
	Slug string // of an article; "" is a file that is none
	Text string
	// Version tells one text from another.
	Version string
	New     bool // nothing is kept of it yet
	Edited  bool // it differs from what is published
	Removed bool // the edit is that it is gone; its text is that of a new one
	// Behind is set when something else was published since it was edited.
	Behind bool
	By     string // who saved it last; "" where it is not edited
	At     time.Time
	// Findings are those of this file, by line. Elsewhere are the other files
	// that have errors.
	Findings  []knowledge.Finding
	Elsewhere []FileRow
	// Completions is what its fields may be completed with.
	Completions forms.Completions
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
	ID       string // names it on a page
	Label    string
	Examples []string
	Count    int
	Last     time.Time
	// Slug is the nearest article, or "".
	Slug  string
	Title knowledge.Text
	// Todo is write_article, add_phrasing or mend_article.
	Todo string
	// Said is the path of the article that has the label as a phrasing by now,
	// or "".
	Said string
}

// Unfit is why words are not added to an article.
type Unfit string

// Why words are not added to an article.
const (
	UnfitLength Unfit = "length"  // nothing, or a story
	UnfitMasked Unfit = "masked"  // card data was, or is to be, masked
	UnfitSaid   Unfit = "said"    // an article has them already
	UnfitHand   Unfit = "by_hand" // the article is written in an unusual way, or has mistakes
	UnfitTaken  Unfit = "taken"   // there is an article of that name
)

// UnfitError says why words are not added to an article.
type UnfitError struct {
	Why Unfit
	// Path is the file that they stand in already, or that is in the way, and
	// Line the line of it; "" and 0 are none.
	Path string
	Line int
}

// Error gives the reason, for a log.
func (e *UnfitError) Error() string { return "the words are not added: " + string(e.Why) }

// editBase is the address of the editors' pages.
const editBase = "/edit"

// The limits of the editors' pages.
const (
	// maxArticle and maxFile are the greatest sizes of an article and of any
	// other file, in bytes, and maxEdited that of a form that holds one twice,
	// as text and as fields: every byte may take three in it.
	maxArticle = 64 << 10
	maxFile    = 256 << 10
	maxEdited  = 6*maxFile + 64<<10
	// maxWhy is the number of characters of the reason for a publication, and
	// maxTried of those of a text that is tried.
	maxWhy   = 200
	maxTried = 500
	// maxGapWords is the number of wordings of a gap that a form may hold.
	maxGapWords = 12
	// maxAccepted is the number of losses that can be accepted at once.
	maxAccepted = 500
)

// Edits reports whether the role may work on the articles.
func (r Role) Edits() bool { return r == RoleEditor || r == RoleAgentEditor || r == RoleAdmin }

// The refusals of the editors' pages.
var (
	errEditors   = &refusal{status: http.StatusForbidden, text: "problem_editors"}
	errNoFile    = &refusal{status: http.StatusNotFound, text: "problem_no_file"}
	errSlug      = &refusal{status: http.StatusBadRequest, text: "problem_slug"}
	errFileSize  = &refusal{status: http.StatusRequestEntityTooLarge, text: "problem_file_size"}
	errUnfit     = &refusal{status: http.StatusConflict, text: "problem_unfit"}
	errDraftFull = &refusal{status: http.StatusConflict, text: "problem_draft_full"}
	errBusy      = &refusal{status: http.StatusConflict, text: "problem_busy"}
	errOvertaken = &refusal{status: http.StatusConflict, text: "problem_overtaken"}
)

// editing gives the refusal for an error of [Editing].
func editing(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNoFile):
		return errNoFile
	case errors.Is(err, ErrBusy):
		return errBusy
	case errors.Is(err, bundle.ErrDraftFull):
		return errDraftFull
	case errors.Is(err, ErrRaced):
		return errOvertaken
	}
	return unstored(err)
}
