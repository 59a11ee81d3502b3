package web

import (
	"fmt"
	"math"
	"strconv"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// whole writes a count.
func whole[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// number writes a value: whole, or with one digit after the point.
func number(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// known writes a value, or "" for NaN.
func known(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return number(v)
}

// shareOf writes a percentage, or "" when there is too little to tell.
func shareOf[N int | int64](part, of N) string {
	if of < enough {
		return ""
	}
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(of))
}

// perCase gives how many questions there were for each case; NaN for none.
func perCase(d *daySums) float64 {
	if d.Opened == 0 {
		return math.NaN()
	}
	return float64(d.Asked) / float64(d.Opened)
}

// minutes turns seconds into minutes.
func minutes(seconds int) float64 { return float64(seconds) / 60 }

// median gives the median in minutes; NaN when there is none.
func median(t handoff.Times) float64 {
	if t.N == 0 {
		return math.NaN()
	}
	return minutes(t.Median)
}

// tail gives what nine in ten do not exceed, in minutes; NaN when there are
// too few to tell.
func tail(t handoff.Times) float64 {
	if t.N < enough {
		return math.NaN()
	}
	return minutes(t.P90)
}
