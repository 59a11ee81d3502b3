package web

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// CountedDay is what was counted on a day.
type CountedDay struct {
	Date   string           // in UTC, as in 2026-11-22
	Counts map[string]int64 // by the text of an [insight.Key]
}

// Figures is where the figures of the team's page come from. It is safe for
// concurrent use.
type Figures interface {
	// Days gives what was counted from a day to another, both included.
	Days(ctx context.Context, from, to time.Time) ([]CountedDay, error)
	// Records gives the cases that were opened since a time, the newest first.
	// It ends with the first error.
	Records(ctx context.Context, since time.Time) iter.Seq2[handoff.Record, error]
}

// atFigures tells a form that it stands in the page of the figures.
const atFigures = "figures"

// csvEnding ends the address of a chart's table.
const csvEnding = ".csv"

// figuresRoutes gives what is found below the address of the queue.
func (s *site) figuresRoutes() []teamRoute {
	if s.Team.Figures == nil {
		return nil
	}
	return []teamRoute{
		{http.MethodGet, "/figures", s.figures},
		{http.MethodGet, "/figures/{file}", s.figuresCSV},
	}
}

// ranges are the numbers of days that can be looked at; the second is taken
// when none is asked for.
var ranges = [...]int{7, 30, 90}

// readRange reads the number of days that is asked for.
func readRange(r *http.Request) (int, error) {
	asked := r.URL.Query().Get("days")
	for _, n := range ranges {
		if asked == strconv.Itoa(n) {
			return n, nil
		}
	}
	if asked == "" {
		return ranges[1], nil
	}
	return 0, errForm
}

// figuresPage is the page of the figures. It holds no words of merchants.
type figuresPage struct {
	seat
	Range  int
	Ranges []int
	Enough int
	As     time.Time // of when the figures are, in the team's zone
	Charts []chart   // none when nothing was counted
	Cut    int       // the number of cases that are counted, where there are more, or 0
}

// figures shows the figures.
func (s *site) figures(w http.ResponseWriter, r *http.Request, who seat) error {
	n, err := readRange(r)
	if err != nil {
		return err
	}
	sum, err := s.Team.gathered.sum(r.Context(), s.Team.Figures, time.Now(), n)
	if err != nil {
		return unstored(err)
	}
	p := s.page(r)
	who.At = atFigures
	page, err := s.Team.figuresPage(p, who, sum, n)
	if err != nil {
		return err
	}
	html, err := p.render("figures", page)
	if err != nil {
		return err
	}
	write(w, http.StatusOK, html)
	return nil
}

// figuresPage gives what the page shows of n days.
func (t *Team) figuresPage(p *pages, who seat, sum sums, n int) (figuresPage, error) {
	page := figuresPage{seat: who, Range: n, Ranges: ranges[:], Enough: enough, As: sum.At.In(zone(t.Rules))}
	if sum.Cut {
		page.Cut = maxRecords
	}
	if sum.empty() {
		return page, nil
	}
	charts, err := t.charts(p, sum)
	if err != nil {
		return page, err
	}
	for i := range charts {
		charts[i].CSV = who.Base + "/figures/" + charts[i].ID + csvEnding + "?days=" + strconv.Itoa(n)
	}
	page.Charts = charts
	return page, nil
}

// figuresCSV gives the table of one chart as a file.
func (s *site) figuresCSV(w http.ResponseWriter, r *http.Request, _ seat) error {
	n, err := readRange(r)
	if err != nil {
		return err
	}
	id, ok := strings.CutSuffix(r.PathValue("file"), csvEnding)
	if !ok || !slices.Contains(chartIDs(), id) {
		return errNotFound
	}
	sum, err := s.Team.gathered.sum(r.Context(), s.Team.Figures, time.Now(), n)
	if err != nil {
		return unstored(err)
	}
	charts, err := s.Team.charts(s.page(r), sum)
	if err != nil {
		return err
	}
	data, err := charts[slices.Index(chartIDs(), id)].Table.csv()
	if err != nil {
		return err
	}
	name := "tillmate-" + id + "-" + sum.At.UTC().Format(time.DateOnly) + "-" + strconv.Itoa(n) + "d" + csvEnding
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // the browser is gone: nobody is left to tell
	return nil
}
