package insight

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// The time of the weekly message, in the team's zone.
const (
	weeklyDay  = time.Monday
	weeklyHour = 9
)

// NextWeekly gives when the message after the one sent last is due: Monday at
// nine in a zone.
func NextWeekly(last time.Time, zone *time.Location) time.Time {
	at := last.In(zone)
	days := (int(weeklyDay) - int(at.Weekday()) + 7) % 7
	next := time.Date(at.Year(), at.Month(), at.Day()+days, weeklyHour, 0, 0, 0, zone)
	if !next.After(last) {
		next = time.Date(at.Year(), at.Month(), at.Day()+days+7, weeklyHour, 0, 0, 0, zone)
	}
	return next
}

// WeeklyDue reports whether the weekly message is due. Where none was ever
// sent, last is when the counting began, so that the first one has something
// to tell; with the zero time none is due. However late it is, one is due, not
// one for each week that was missed.
func WeeklyDue(last, now time.Time, zone *time.Location) bool {
	return !last.IsZero() && !now.Before(NextWeekly(last, zone))
}

// Week is what a weekly message tells of.
type Week struct {
	From, To time.Time
	Counts   map[string]int64
	Clusters []Cluster // as [Lexis.Cluster] gives them
}

// MaxWeekly is the greatest length of a weekly message, in UTF-16 units:
// messengers count in these.
const MaxWeekly = 3500

// How much a weekly message tells.
const (
	weeklyGaps     = 5
	weeklyArticles = 5
	weeklyWords    = 5
	weeklyExamples = 2
	// weeklyLabel is the number of runes shown of a merchant's words.
	weeklyLabel = 60
)

// Weekly words the message to the editors: the largest gaps, the articles with
// the worst outcomes, and new ways to say what articles know. The words in it
// are merchants', masked. The base gives the problems their titles. ok is false
// when there is nothing to tell.
func Weekly(w Week, base *knowledge.Base, lang knowledge.Lang) (text string, ok bool) {
	m := letter{base: base, lang: lang}
	opened := Sum(w.Counts, Opened)
	m.line(weeklyHead.In(lang), w.From.Format("01-02"), w.To.Format("01-02"), opened, Sum(w.Counts, Solved), Sum(w.Counts, Handed))
	gaps, phrasings := split(w.Clusters)
	m.section(weeklyGapsHead.In(lang), gaps, weeklyGaps, m.gap)
	m.articles(ByProblem(Outcomes(w.Counts)))
	m.section(weeklyWordsHead.In(lang), phrasings, weeklyWords, m.phrasing)
	if opened == 0 && !m.told {
		return "", false
	}
	m.line("\n%s", weeklyFoot.In(lang))
	return m.String(), true
}

// split parts what lacks an article, or a better one, from what lacks only
// words.
func split(clusters []Cluster) (gaps, phrasings []Cluster) {
	for _, c := range clusters {
		if c.Todo() == AddPhrasing {
			phrasings = append(phrasings, c)
		} else {
			gaps = append(gaps, c)
		}
	}
	return gaps, phrasings
}

// letter is a message that is being written; what would make it too long is
// left out.
type letter struct {
	strings.Builder
	base  *knowledge.Base
	lang  knowledge.Lang
	units int
	told  bool
}

// footRoom is what is kept free for the last line.
const footRoom = 200

func (m *letter) line(format string, args ...any) {
	s := fmt.Sprintf(format, args...) + "\n"
	m.units += len(utf16.Encode([]rune(s)))
	m.WriteString(s)
}

// fits writes lines only where there is room for all of them.
func (m *letter) fits(lines ...string) {
	s := strings.Join(lines, "\n")
	if m.units+len(utf16.Encode([]rune(s)))+footRoom < MaxWeekly {
		m.line("%s", s)
		m.told = true
	}
}

func (m *letter) section(head string, clusters []Cluster, most int, word func(Cluster) []string) {
	if len(clusters) == 0 {
		return
	}
	m.line("\n%s", head)
	for _, c := range clusters[:min(most, len(clusters))] {
		m.fits(word(c)...)
	}
}

func (m *letter) gap(c Cluster) []string {
	lines := []string{fmt.Sprintf("%d × %s", c.Count, m.quoted(c.Label))}
	for _, x := range c.Examples[:min(weeklyExamples, len(c.Examples))] {
		lines = append(lines, "   "+m.quoted(x))
	}
	todo := weeklyWrite.In(m.lang)
	if c.Todo() == MendArticle {
		todo = fmt.Sprintf(weeklyMend.In(m.lang), m.title(c.Problem))
	}
	return append(lines, "   → "+todo+" ("+c.ID+")")
}

func (m *letter) phrasing(c Cluster) []string {
	return []string{fmt.Sprintf("%d × %s → %s (%s)", c.Count, m.quoted(c.Label), m.title(c.Problem), c.ID)}
}

func (m *letter) articles(outcomes []Outcome) {
	head := false
	for i, o := range outcomes {
		if i == weeklyArticles || o.failures() == 0 {
			break
		}
		if !head {
			m.line("\n%s", weeklyArticlesHead.In(m.lang))
			head = true
		}
		m.fits(fmt.Sprintf(weeklyArticle.In(m.lang), m.title(o.Problem), o.Shown, o.Solved, o.NotSolved, o.Escalated))
	}
}

func (m *letter) title(slug string) string {
	if p := m.base.Problem(slug); p != nil {
		return p.Title.In(m.lang)
	}
	return slug
}

func (m *letter) quoted(words string) string {
	words = Brief(words, weeklyLabel)
	if m.lang == knowledge.English {
		return `"` + words + `"`
	}
	return "“" + words + "”"
}

// Brief puts words on one line of so many runes.
func Brief(words string, runes int) string {
	words = strings.Join(strings.Fields(words), " ")
	n := 0
	for i := range words {
		if n == runes-1 && len([]rune(words[i:])) > 1 {
			return words[:i] + "…"
		}
		n++
	}
	return words
}

// Name words a kind of gap in a language.
func Name(kind conversation.GapKind, lang knowledge.Lang) string {
	return cmp.Or(gapNames()[kind].In(lang), string(kind))
}
