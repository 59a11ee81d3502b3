package web

import (
	"time"

	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/insight"
)

// enough is the least number of cases of which a percentage, or what nine in
// ten do not exceed, says something.
const enough = 20

// misses are what is counted as a gap: what was not found, was none of the
// problems offered, was not helped by the advice, or went to a person.
func misses() []insight.Kind {
	return []insight.Kind{insight.NoHit, insight.NoneOf, insight.NotSolved, insight.Escalated}
}

// sums are the figures of some days.
type sums struct {
	At   time.Time
	Days []daySums
	daySums
	Routes   map[string]int64  // recommendations by route
	Problems []insight.Outcome // the most failures first
	Cut      bool              // there are more cases than were read
}

// daySums are the figures of a day, or of all.
type daySums struct {
	Date   string
	Opened int64 // cases begun
	Asked  int64 // questions put
	Gaps   map[insight.Kind]int64
	// Cases are the figures of the cases that were opened then. Of these Bot
	// and Team were solved by the one and the other, Unsolved ended without a
	// solution, and Open have not ended. Spam is none of them.
	Cases                     handoff.Figures
	Bot, Team, Unsolved, Open int
}

// over is the number of cases that ended.
func (d *daySums) over() int { return d.Bot + d.Team + d.Unsolved }

// empty reports whether nothing was counted.
func (s *sums) empty() bool {
	var gaps int64
	for _, n := range s.Gaps {
		gaps += n
	}
	return gaps+s.Opened+s.Asked+int64(s.Cases.Cases+len(s.Routes)+len(s.Problems)) == 0
}

// sumUp adds up what was counted and the cases of n days, of which the first
// begins at a time. What is of another day is left out.
func sumUp(days []CountedDay, records []handoff.Record, first time.Time, n int) sums {
	s := sums{Routes: map[string]int64{}}
	at := map[string]int{}
	for i := range n {
		date := first.UTC().AddDate(0, 0, i).Format(time.DateOnly)
		at[date] = i
		s.Days = append(s.Days, daySums{Date: date})
	}
	all := map[string]int64{}
	for _, d := range days {
		i, ok := at[d.Date]
		if !ok {
			continue
		}
		s.Days[i].count(d.Counts)
		for key, c := range d.Counts {
			all[key] += c
		}
	}
	s.count(all)
	for text, c := range all {
		if k, ok := insight.ParseKey(text); ok && k.Kind == insight.Advised {
			s.Routes[k.Name] += c
		}
	}
	s.Problems = insight.ByProblem(insight.Outcomes(all))
	parts := make([][]handoff.Record, n)
	var within []handoff.Record
	for _, r := range records {
		if i, ok := at[r.Opened.UTC().Format(time.DateOnly)]; ok {
			parts[i] = append(parts[i], r)
			within = append(within, r)
		}
	}
	for i := range parts {
		s.Days[i].read(parts[i])
	}
	s.read(within)
	return s
}

// count takes in what was counted.
func (d *daySums) count(counts map[string]int64) {
	d.Opened, d.Asked = insight.Sum(counts, insight.Opened), insight.Sum(counts, insight.Asked)
	d.Gaps = map[insight.Kind]int64{}
	for _, k := range misses() {
		d.Gaps[k] = insight.Sum(counts, k)
	}
}

// read takes in cases.
func (d *daySums) read(records []handoff.Record) {
	d.Cases = handoff.Summarise(records).All
	for _, r := range records {
		switch {
		case r.Solver == handoff.SolvedByBot:
			d.Bot++
		case r.Solver == handoff.SolvedByAgent:
			d.Team++
		case r.Outcome == handoff.MarkedSpam:
		case r.Ended.IsZero():
			d.Open++
		default:
			d.Unsolved++
		}
	}
}
