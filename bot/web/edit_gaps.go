package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/knowledge"
)

// gapsPage is the page of what merchants meant and did not get.
type gapsPage struct {
	editPage
	Cards []gapCard
	// Loose is why something was not done whose gap is not on the page any
	// more; nil is nothing.
	Loose *UnfitError
}

// gapCard is one gap, with what can be done about it.
type gapCard struct {
	Gap
	CSRF     string
	Articles []ArticleRow
	// Words, To and New are what the forms hold: words to add, the slug of the
	// article to add them to, and that of a new one.
	Words, To, New string
	Unfit          *UnfitError // why what was asked for is not done
}

// gapDeed is what somebody asks to be done about a gap.
type gapDeed struct {
	id, slug string
	words    []string
}

// gapDeedIn reads what a form asks for.
func gapDeedIn(r *http.Request) (gapDeed, error) {
	d := gapDeed{id: r.PostForm.Get("gap"), slug: strings.TrimSpace(r.PostForm.Get("slug"))}
	given := r.PostForm["words"]
	if len(given) == 0 || len(given) > maxGapWords || len(d.id) > maxParameter {
		return d, errForm
	}
	for _, words := range given {
		words = strings.TrimSpace(bot.Clean(words))
		if utf8.RuneCountInString(words) > maxTried {
			return d, errLong
		}
		d.words = append(d.words, words)
	}
	if !isSlug(d.slug) {
		return d, errSlug
	}
	return d, nil
}

// gaps shows what merchants meant and did not get.
func (s *site) gaps(w http.ResponseWriter, r *http.Request, who seat) error {
	return s.showGaps(w, r, who, http.StatusOK, gapDeed{}, nil)
}

// showGaps shows the gaps, and why something asked for is not done.
func (s *site) showGaps(w http.ResponseWriter, r *http.Request, who seat, status int, asked gapDeed, unfit *UnfitError) error {
	gaps, err := s.Editing.Gaps(r.Context())
	if err != nil {
		return editing(err)
	}
	files, err := s.Editing.Files(r.Context())
	if err != nil {
		return editing(err)
	}
	page := gapsPage{editPage: editPage{who, "gaps"}, Loose: unfit}
	for _, g := range gaps {
		card := gapCard{Gap: g, CSRF: who.CSRF, Articles: files.Articles, Words: g.Label, To: g.Slug}
		if unfit != nil && g.ID == asked.id {
			card.Unfit, page.Loose = unfit, nil
			if unfit.Why == UnfitTaken {
				card.New = asked.slug
			} else {
				card.Words, card.To = asked.words[0], asked.slug
			}
		}
		page.Cards = append(page.Cards, card)
	}
	return s.show(w, r, status, "edit_gaps", page)
}

// addPhrasing adds words of a gap to an article.
func (s *site) addPhrasing(w http.ResponseWriter, r *http.Request, who seat) error {
	d, err := gapDeedIn(r)
	if err != nil {
		return err
	}
	line, err := s.Editing.AddPhrasing(r.Context(), who.Member, d.slug, d.words[0])
	return s.didGap(w, r, who, "edit_add", d, "?added="+strconv.Itoa(line), err)
}

// beginArticle begins an article with the words of a gap.
func (s *site) beginArticle(w http.ResponseWriter, r *http.Request, who seat) error {
	d, err := gapDeedIn(r)
	if err != nil {
		return err
	}
	err = s.Editing.BeginArticle(r.Context(), who.Member, d.slug, d.words)
	return s.didGap(w, r, who, "edit_begin", d, "?begun", err)
}

// didGap leads to the article in which something was done about a gap, or shows
// the gaps with why it was not.
func (s *site) didGap(w http.ResponseWriter, r *http.Request, who seat, act string, d gapDeed, told string, err error) error {
	if unfit, ok := errors.AsType[*UnfitError](err); ok {
		s.Team.note(who, act, "", errUnfit)
		return s.showGaps(w, r, who, http.StatusConflict, d, unfit)
	}
	err = editing(err)
	s.Team.note(who, act, "", err)
	if err != nil {
		return err
	}
	http.Redirect(w, r, fileAt(knowledge.ArticleFile(d.slug))+told, http.StatusSeeOther)
	return nil
}
