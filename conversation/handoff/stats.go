package handoff

import (
	"slices"
	"strconv"
	"strings"
)

// Stats are figures over many cases: of all, by desk and by agent. Desks and
// agents are in the order of their ids. A case that was never handed over
// counts among all only.
type Stats struct {
	All    Figures   `json:"all"`
	Desks  []Figures `json:"desks,omitempty"`
	Agents []Figures `json:"agents,omitempty"`
}

// Figures are the figures of some cases. A share is in [0, 1], and 0 when
// there is nothing to share.
type Figures struct {
	ID    string `json:"id,omitempty"` // of the desk, or the numeric id of the agent
	Name  string `json:"name,omitempty"`
	Cases int    `json:"cases"`
	Open  int    `json:"open"` // not ended yet; one that was handed back has
	Spam  int    `json:"spam"`

	FirstAnswer Times `json:"first_answer"` // of the cases that were answered
	Resolve     Times `json:"resolve"`      // of the cases that an agent closed

	// ReopenShare is the share of the cases ever closed that were opened
	// again.
	ReopenShare float64 `json:"reopen_share"`
	// BotShare and AgentShare are the shares of the solved cases.
	BotShare   float64 `json:"bot_share"`
	AgentShare float64 `json:"agent_share"`
	// Ratings counts the ratings of 1 to 5, Rating is their mean.
	Ratings [5]int  `json:"ratings"`
	Rating  float64 `json:"rating"`
}

// Times are what durations in seconds come to. A quantile is the smallest one
// that so many of them do not exceed; 0 when there are none.
type Times struct {
	N      int `json:"n"`
	Median int `json:"median_seconds"`
	P90    int `json:"p90_seconds"`
}

// Summarise gives the figures of cases.
func Summarise(records []Record) Stats {
	desks, agents := map[string][]Record{}, map[int64][]Record{}
	for _, r := range records {
		if r.Desk != "" {
			desks[r.Desk] = append(desks[r.Desk], r)
		}
		if r.Agent != 0 {
			agents[r.Agent] = append(agents[r.Agent], r)
		}
	}
	s := Stats{All: figures(records)}
	for id, of := range desks {
		f := figures(of)
		f.ID = id
		s.Desks = append(s.Desks, f)
	}
	slices.SortFunc(s.Desks, func(a, b Figures) int { return strings.Compare(a.ID, b.ID) })
	ids := make([]int64, 0, len(agents))
	for id := range agents {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		f := figures(agents[id])
		f.ID, f.Name = strconv.FormatInt(id, 10), agents[id][len(agents[id])-1].Name
		s.Agents = append(s.Agents, f)
	}
	return s
}

// figures counts some cases.
func figures(records []Record) Figures {
	f := Figures{Cases: len(records)}
	var first, resolve []int
	var bot, agent, reopened, ever, stars, rated int
	for _, r := range records {
		switch {
		case r.Outcome == MarkedSpam:
			f.Spam++
		case r.Outcome == "" && r.Solver == "" && r.Ended.IsZero(): // one may end with the bot and not be solved
			f.Open++
		}
		if !r.AnsweredAt.IsZero() {
			first = append(first, r.FirstAnswer)
		}
		switch r.Solver {
		case SolvedByAgent:
			agent++
			resolve = append(resolve, r.Resolve)
		case SolvedByBot:
			bot++
		}
		if r.Reopens > 0 {
			reopened++
		}
		if r.Reopens > 0 || r.Solver != "" {
			ever++
		}
		if 1 <= r.Rating && r.Rating <= 5 {
			f.Ratings[r.Rating-1]++
			stars, rated = stars+r.Rating, rated+1
		}
	}
	f.FirstAnswer, f.Resolve = times(first), times(resolve)
	f.ReopenShare, f.Rating = share(reopened, ever), share(stars, rated)
	f.BotShare, f.AgentShare = share(bot, bot+agent), share(agent, bot+agent)
	return f
}

func times(all []int) Times {
	slices.Sort(all)
	at := func(percent int) int {
		if len(all) == 0 {
			return 0
		}
		return all[(len(all)*percent+99)/100-1]
	}
	return Times{N: len(all), Median: at(50), P90: at(90)}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
