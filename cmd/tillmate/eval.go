package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
)

// evalOptions are the flags of eval.
type evalOptions struct {
	merchants int
	seed      uint64
	details   bool
}

// report is everything eval measures.
type report struct {
	Tune       evaluation.Ranking          `json:"tune"`
	Test       evaluation.Ranking          `json:"test"`
	Clean      evaluation.Simulation       `json:"clean"`
	Human      evaluation.Simulation       `json:"human"`
	Scripted   evaluation.Simulation       `json:"scripted"`
	Strategies []evaluation.StrategyResult `json:"strategies"`
}

func (a *app) evalCommand() *cobra.Command {
	o := evalOptions{merchants: 2000, seed: 1}
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure it: golden queries, simulated and scripted merchants",
		Long: "Measure how well first texts lead to the right problem (golden queries, tuning and test part\n" +
			"apart) and how well merchants are served: simulated ones, beside asking nothing, at random and\n" +
			"in a fixed order, and those scripted in the knowledge base. The same seed gives the same\n" +
			"merchants.",
		Example: "  tillmate eval                      the table\n" +
			"  tillmate eval --details            with every problem, miss and confusion\n" +
			"  tillmate eval --json --merchants 500",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.merchants < 1 {
				return usage(fmt.Errorf("--merchants %d: write 1 or more", o.merchants))
			}
			p, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer p.index.Close()
			r, err := a.measure(cmd.Context(), p, o)
			if err != nil {
				return failed(err)
			}
			if a.json {
				writeJSON(a.stdout, r)
				return nil
			}
			return r.write(a.stdout, o.details)
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "write JSON")
	cmd.Flags().BoolVar(&o.details, "details", false, "show every problem, miss and confusion")
	cmd.Flags().IntVar(&o.merchants, "merchants", o.merchants, "play so many merchants of each kind")
	cmd.Flags().Uint64Var(&o.seed, "seed", o.seed, "draw other merchants")
	return cmd
}

// measure runs every measurement.
func (a *app) measure(ctx context.Context, p *parts, o evalOptions) (report, error) {
	var r report
	queries, findings := knowledge.LoadGolden(p.files, p.base)
	if len(findings) > 0 {
		return r, fmt.Errorf("read the golden queries: %s", findings[0])
	}
	var tune, test []knowledge.GoldenQuery
	for _, q := range queries {
		if q.Set == knowledge.SetTest {
			test = append(test, q)
		} else {
			tune = append(tune, q)
		}
	}
	var err error
	if r.Tune, err = evaluation.Rank(ctx, p.engine, p.index, tune); err != nil {
		return r, err
	}
	if r.Test, err = evaluation.Rank(ctx, p.engine, p.index, test); err != nil {
		return r, err
	}
	for _, kind := range []struct {
		noise evaluation.Noise
		out   *evaluation.Simulation
	}{{evaluation.Clean, &r.Clean}, {evaluation.Human, &r.Human}} {
		fmt.Fprintf(a.stderr, "playing %d merchants…\n", o.merchants)
		crowd, err := evaluation.NewCrowd(ctx, p.engine, p.index, p.base, queries, kind.noise, rand.New(rand.NewPCG(o.seed, 1)))
		if err != nil {
			return r, err
		}
		if *kind.out, err = evaluation.Simulate(ctx, p.engine, p.index, crowd, o.merchants, o.seed); err != nil {
			return r, err
		}
	}
	scripts, err := evaluation.LoadScripts(p.files)
	if err != nil {
		return r, err
	}
	if r.Scripted, err = evaluation.SimulateScripts(ctx, p.engine, p.index, scripts); err != nil {
		return r, err
	}
	fmt.Fprintf(a.stderr, "playing %d merchants against other ways of asking…\n", o.merchants)
	r.Strategies, err = evaluation.CompareStrategies(ctx, p.engine, p.index, p.base, queries, o.merchants, o.seed)
	return r, err
}

// write writes the report as tables.
func (r report) write(out io.Writer, details bool) error {
	w := tabwriter.NewWriter(out, 2, 4, 2, ' ', 0)
	fmt.Fprintln(w, "golden queries\tn\trank 1\trank 3\trank 5\tMRR\trefused\tother subjects\trefused")
	for _, row := range []struct {
		name string
		r    evaluation.Ranking
	}{{"tune", r.Tune}, {"test", r.Test}} {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%.3f\t%s\t%d\t%s\n", row.name, row.r.Queries, percent(row.r.Recall1),
			percent(row.r.Recall3), percent(row.r.Recall5), row.r.MRR, percent(row.r.Refused), row.r.Others, percent(row.r.OthersRefused))
	}
	fmt.Fprintln(w, "\nmerchants\tn\tright route\twrong\tto a person\tright article\tquestions\tworst")
	row := func(name string, s evaluation.Simulation) {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%.2f\t%d\n", name, s.Merchants, percent(s.Right), percent(s.Wrong),
			percent(s.Escalated), percent(s.Article), s.Questions, s.Worst)
	}
	row("clean", r.Clean)
	row("human", r.Human)
	row("scripted", r.Scripted)
	for _, s := range r.Strategies {
		row(s.Name, s.Simulation)
	}
	if details {
		r.writeDetails(w)
	}
	return w.Flush()
}

func (r report) writeDetails(w io.Writer) {
	fmt.Fprintln(w, "\nproblem\tgolden\trank 1\tin 5\tscripts\tdrawn\troute\tarticle\tasked\tconfused with")
	for _, p := range r.problems() {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\t%d\t%s\t%s\t%.1f\t%s\n", p.clean.Problem, p.golden.Queries, p.golden.First, p.golden.Five,
			p.scripts, p.clean.Merchants, p.share(p.clean.Right), p.share(p.clean.Article), p.clean.Questions, p.with())
	}
	fmt.Fprintln(w, "\ncause\tgot\ttimes")
	for _, c := range r.Clean.Confused {
		fmt.Fprintf(w, "%s\t%s\t%d\n", c.Cause, c.With, c.Times)
	}
	fmt.Fprintln(w, "\nmissed (tune)\twanted\tgot\trank")
	for _, m := range r.Tune.Misses {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", clip(m.Text, missWidth), m.Want, m.Got, m.Rank)
	}
}

// missWidth is the width of the texts of misses, in letters.
const missWidth = 58

// clip cuts a text to a width. Chinese characters are two letters wide.
func clip(text string, width int) string {
	for i, c := range text {
		if width--; c >= 0x2E80 {
			width--
		}
		if width < 1 {
			return text[:i] + "…"
		}
	}
	return text
}

// problemRow is what was measured about one problem.
type problemRow struct {
	golden  evaluation.Found
	scripts string // right of all
	clean   evaluation.Tally
}

// problems gathers what was measured about every problem, by slug.
func (r report) problems() []problemRow {
	rows := map[string]*problemRow{}
	row := func(slug string) *problemRow {
		if rows[slug] == nil {
			rows[slug] = &problemRow{clean: evaluation.Tally{Problem: slug}}
		}
		return rows[slug]
	}
	for _, f := range slices.Concat(r.Tune.Problems, r.Test.Problems) {
		g := &row(f.Problem).golden
		g.Queries, g.First, g.Five = g.Queries+f.Queries, g.First+f.First, g.Five+f.Five
	}
	for _, t := range r.Scripted.Problems {
		row(t.Problem).scripts = fmt.Sprintf("%.0f/%d", t.Right*float64(t.Merchants), t.Merchants)
	}
	for _, t := range r.Clean.Problems {
		row(t.Problem).clean = t
	}
	out := make([]problemRow, 0, len(rows))
	for _, slug := range slices.Sorted(maps.Keys(rows)) {
		out = append(out, *rows[slug])
	}
	return out
}

// share writes a share of the drawn merchants; nothing where none was drawn.
func (p problemRow) share(x float64) string {
	if p.clean.Merchants == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*x)
}

// with names the problem the merchants were most often confused with; where
// it is the right one, the route.
func (p problemRow) with() string {
	problem, route, _ := strings.Cut(p.clean.With, ":")
	if problem == p.clean.Problem {
		return route
	}
	return problem
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
