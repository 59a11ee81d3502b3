package evaluation_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge/diagnosis"
)

func num(name string, def int) int {
	if v, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return v
	}
	return def
}

func TestZZMiss(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	d := open(t)
	ctx := context.Background()
	inTest := map[string]bool{}
	for _, q := range d.golden {
		if q.Set == "test" {
			inTest[q.Text] = true
		}
	}
	noise := evaluation.Clean
	if os.Getenv("ZZ") == "human" {
		noise = evaluation.Human
	}
	n := num("N", 4000)
	classes := map[string]int{}
	causes := map[string]int{}
	type bin struct{ n, right int; sum float64 }
	var bins [11]bin
	var hist [7]int
	fewhist := 0
	total, misses := 0, 0
	qsum := 0
	oracleMiss := 0
	for seed := num("FROM", 21); seed <= num("TO", 21); seed++ {
		crowd, err := evaluation.NewCrowd(ctx, d.engine, d.search, d.base, d.golden, noise, rand.New(rand.NewPCG(uint64(seed), 1)))
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		sright := 0
		for range n {
			total++
			m := crowd.Draw(random)
			var trail []string
			var state, before conversation.State
			ev := conversation.Event{Kind: conversation.EventText, Text: m.First()}
			var o evaluation.Outcome
			for {
				next, effects, err := d.engine.Turn(ctx, d.search, state, ev)
				if err != nil {
					t.Fatal(err)
				}
				before = state
				state = next
				var q *conversation.Question
				done := false
				for _, e := range effects {
					switch e := e.(type) {
					case conversation.Question:
						q = &e
					case conversation.Recommendation:
						o.Route, o.Problem, o.Cause, done = e.Route, e.Problem, e.Cause, true
					case conversation.Handoff:
						o.Route, o.Problem, o.Reason, done = e.Route, e.Problem, e.Reason, true
					case conversation.Closed:
						o.Route, done = e.Route, true
					}
				}
				if done {
					break
				}
				ev = m.Reply(*q)
				o.Questions = append(o.Questions, q.Question)
				trail = append(trail, q.Question+"="+ev.Press+ev.Text)
			}
			_ = before
			right := m.Right(o)
			qsum += len(o.Questions)
			hist[len(o.Questions)]++
			if right {
				sright++
			}
			var b diagnosis.Belief
			var conf float64
			if state.Case != nil {
				_, b, _, _, _, _ = d.engine.Debug(state)
				conf = b.Decide().Confidence
				if len(o.Questions) <= 6 {
					k := &bins[int(conf*10)]
					k.n++
					k.sum += conf
					if right {
						k.right++
					}
				}
			}
			if right {
				continue
			}
			misses++
			if state.Case == nil {
				classes["a closed"]++
				causes[m.Ref.ID()+" closed"]++
				continue
			}
			book, b, _, w, none, evd := d.engine.Debug(state)
			h, _ := book.Hypothesis(m.Ref.Problem.Slug, m.Ref.Cause.ID)
			dec := b.Decide()
			// everything asked
			all := slices.Clone(evd)
			have := map[int]bool{}
			for _, e := range evd {
				switch e := e.(type) {
				case diagnosis.Answered:
					have[e.Question] = true
				case diagnosis.Unsure:
					have[e.Question] = true
				}
			}
			for q := range d.base.Questions {
				if have[q] || !slices.Contains(book.Bears(q), h) {
					continue
				}
				law := make([]float64, len(book.Model.Question(q).Answers))
				x := random.Float64()
				_ = law
				r2 := x
				for a := range law {
					l := book.Model.Likelihood(h, q, a)
					if r2 < l {
						all = append(all, diagnosis.Answered{Question: q, Answer: a})
						break
					}
					r2 -= l
				}
			}
			ball := book.Model.Posterior(w, none, all)
			dall := ball.Decide()
			oracle := dall.Route == string(m.Ref.Cause.Route)
			if !oracle {
				oracleMiss++
			}
			values := book.Model.Values(b, diagnosis.Options{Limit: 5})
			best := ""
			bestEVSI := 0.0
			for _, v := range values {
				best += fmt.Sprintf(" %s(%.1f-%.0f)", d.base.Questions[v.Question].ID, v.EVSI, book.Model.Question(v.Question).Cost)
				bestEVSI = max(bestEVSI, v.EVSI)
			}
			class := ""
			rightProblem := o.Problem == m.Ref.Problem.Slug
			switch {
			case o.Route == "human" && o.Problem == "":
				class = "d human:" + o.Reason
			case o.Route == "human" && !rightProblem:
				class = "d human:other problem"
			case o.Route == "human":
				class = "d human:right problem"
			case m.Ref.Cause.Route == "human":
				class = "d needed human"
			case !rightProblem:
				class = "b wrong problem"
			default:
				class = "c right problem wrong cause"
			}
			if len(o.Questions) >= 6 {
				class += " /cap"
			} else if !oracle {
				class += " /f even all answers"
			} else if len(values) > 0 && values[0].Net > 0 {
				class += " /e positive net barred"
			} else {
				class += " /e no question worth"
			}
			classes[class]++
			causes[m.Ref.ID()+" -> "+cmp.Or(o.Problem, o.Reason)+":"+string(o.Route)]++
			text := m.First()
			if inTest[text] {
				text = "(test)"
			}
			if os.Getenv("SHOW") != "" && strings.Contains(m.Ref.ID(), os.Getenv("ONLY")) {
				fmt.Printf("%s [%s] got %s/%s:%s%s conf %.2f none %.2f true %.4f  %s | %q | %s | best:%s\n", m.Ref.ID(), m.Ref.Cause.Route, o.Problem, o.Cause, o.Route, o.Reason, conf, b.None(), b.Cause(h), class, text, strings.Join(trail, " "), best)
				_ = dec
				for _, r := range b.Differential(4) {
					fmt.Printf("      %.3f %s %s\n", r.P, book.Refs[r.Cause].ID(), book.Refs[r.Cause].Cause.Route)
				}
			}
		}
		fmt.Printf("seed %d: %.2f\n", seed, 100*float64(sright)/float64(n))
	}
	fmt.Printf("misses %d of %d = %.2f%%; questions %.2f; even with all answers %d; hist %v\n", misses, total, 100*float64(misses)/float64(total), float64(qsum)/float64(total), oracleMiss, hist)
	_ = fewhist
	for i, k := range bins {
		if k.n > 0 {
			fmt.Printf("conf %d: n %d mean %.3f right %.3f\n", i, k.n, k.sum/float64(k.n), float64(k.right)/float64(k.n))
		}
	}
	pr := func(m map[string]int, top int) {
		var ks []string
		for k := range m {
			ks = append(ks, k)
		}
		slices.SortFunc(ks, func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
		for _, k := range ks[:min(top, len(ks))] {
			fmt.Printf("%5d %s\n", m[k], k)
		}
	}
	pr(classes, 50)
	fmt.Println()
	pr(causes, num("TOP", 60))
}
