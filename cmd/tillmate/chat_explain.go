package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// barWidth is the length of a full bar of the belief, in characters.
const barWidth = 24

// showBelief prints what is believed and what each question would be worth.
func (c *chat) showBelief() {
	b, ok := c.engine.Explain(c.state)
	if !ok {
		return
	}
	fmt.Fprintln(c.out, "  ── belief")
	for _, h := range b.Hypotheses {
		if h.P >= .01 {
			fmt.Fprintf(c.out, "  %5.1f%% %-*s %s/%s\n", 100*h.P, barWidth, bar(h.P), h.Problem, h.Cause)
		}
	}
	fmt.Fprintf(c.out, "  %5.1f%% none of these\n", 100*b.None)
	for _, q := range slices.Sorted(maps.Keys(b.Facts)) {
		fmt.Fprintf(c.out, "  fact   %s = %s\n", q, b.Facts[q])
	}
	values := slices.SortedFunc(maps.Keys(b.Values), func(x, y string) int {
		return cmp.Or(cmp.Compare(b.Values[y], b.Values[x]), cmp.Compare(x, y))
	})
	for _, q := range values {
		fmt.Fprintf(c.out, "  value  %+.2f %s\n", b.Values[q], q)
	}
}

func bar(p float64) string { return strings.Repeat("█", int(p*barWidth+.5)) }
