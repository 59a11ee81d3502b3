package web

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestScale(t *testing.T) {
	for greatest, want := range map[float64]float64{0: 2, 1: 2, 2: 2, 2.1: 4, 5: 6, 7: 8, 9: 20, 20: 20, 21: 40, 99: 200, 640: 800} {
		if got := top(greatest); got != want {
			t.Errorf("up to %v the scale ends at %v, want %v", greatest, got, want)
		}
	}
	for name, want := range map[string]string{"": "", "卡被吞了": "卡被吞了", strings.Repeat("字", 24): strings.Repeat("字", 23) + "…", strings.Repeat("a", 47): strings.Repeat("a", 46) + "…"} {
		if got := shorten(name, maxLabel); got != want {
			t.Errorf("%q is cut to %q", name, got)
		}
	}
}

// TestPlotInside holds that nothing is drawn outside of its picture, whatever
// the values are, and that bars are as high as what they stand for.
func TestPlotInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom(ranges[:]).Draw(t, "days")
		dates := make([]string, n)
		a, b := series{Class: "s1"}, series{Class: "s2"}
		for i := range dates {
			dates[i] = "2026-05-04"
			a.Values = append(a.Values, float64(rapid.IntRange(0, 1_000_000).Draw(t, "a")))
			b.Values = append(b.Values, float64(rapid.IntRange(0, 9).Draw(t, "b")))
		}
		p := stacked(dates, a, b)
		for _, r := range p.Bars {
			within(t, r.X, 0, plotWidth-num(t, r.W))
			within(t, r.Y, 0, plotHeight-plotBottom-num(t, r.H)+.11)
		}
		a.Values[rapid.IntRange(0, n-1).Draw(t, "none")] = math.NaN()
		p = lined(dates, a, b)
		if len(p.Dots) != 2*n-1 || len(p.Lines) < 2 || len(p.Lines) > 3 {
			t.Fatalf("%d dots, %d lines", len(p.Dots), len(p.Lines))
		}
		for _, d := range p.Dots {
			within(t, d.X, plotLeft, plotWidth)
			within(t, d.Y, 0, plotHeight-plotBottom)
		}
		for _, x := range p.Ticks {
			within(t, x.X, 0, plotWidth-15)
		}
		if len(p.Ticks) > maxTicks+1 {
			t.Fatalf("%d days are named", len(p.Ticks))
		}
	})
	p := stacked([]string{"2026-05-04", "2026-05-05"}, series{Values: []float64{1, 2}}, series{Values: []float64{1, 0}})
	if len(p.Bars) != 3 || p.Bars[0].H != p.Bars[1].H || num(t, p.Bars[2].H) != 2*num(t, p.Bars[0].H) {
		t.Errorf("the bars are %+v", p.Bars)
	}
	if w := rowed([]bared{{Value: 10}, {Value: 5}, {Value: 0}}).Bars; num(t, w[0].W) != 2*num(t, w[1].W) || w[2].W != "1" {
		t.Errorf("the rows are %+v", w)
	}
}

// fataler is a test of either kind.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func num(t fataler, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatalf("%q is no number", s)
	}
	return v
}

func within(t fataler, s string, from, to float64) {
	t.Helper()
	if v := num(t, s); v < from || v > to {
		t.Fatalf("%v is not within %v and %v", v, from, to)
	}
}

// pictures reads every picture of charts out of a page: each has to be sound
// XML. It gives how often which element stands in them.
func pictures(t *testing.T, html string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for part := range strings.SplitSeq(html, `<svg class="plot"`) {
		if end := strings.Index(part, "</svg>"); end >= 0 && strings.HasPrefix(part, " viewBox") {
			d := xml.NewDecoder(strings.NewReader("<svg" + part[:end] + "</svg>"))
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("a picture is broken: %v\n%s", err, part[:end])
				}
				if e, ok := token.(xml.StartElement); ok {
					out[e.Name.Local]++
				}
			}
		}
	}
	return out
}
