package diagnosis

import (
	"cmp"
	"math"
	"slices"
)

// Prediction is one probability that was given, and whether it came true.
type Prediction struct {
	P     float64 // 0 to 1
	Right bool
}

// Calibration says how far probabilities can be taken at their word.
type Calibration struct {
	N       int
	Brier   float64 // mean of (P - outcome)², 0 best to 1 (Brier 1950)
	LogLoss float64 // mean of -log P(what happened), nats; P is cut to [1e-9, 1-1e-9]
	Error   float64 // mean of |Mean - Rate| over the predictions' bins, 0 to 1
	Bins    []Bin   // of equal width, the reliability diagram
}

// Bin holds the predictions with Low ≤ P < High; the last takes 1 too.
type Bin struct {
	Low, High float64
	N         int
	Mean      float64 // of P; 0 if empty
	Rate      float64 // share that came true; 0 if empty
}

// Calibrate measures predictions with so many bins, at least one. All numbers
// are 0 if there are no predictions.
func Calibrate(predictions []Prediction, bins int) Calibration {
	bins = max(1, bins)
	c := Calibration{N: len(predictions), Bins: make([]Bin, bins)}
	for i := range c.Bins {
		c.Bins[i].Low = float64(i) / float64(bins)
		c.Bins[i].High = float64(i+1) / float64(bins)
	}
	if c.N == 0 {
		return c
	}
	n := float64(c.N)
	for _, p := range predictions {
		x, y := max(0, min(1, p.P)), 0.0
		if p.Right {
			y = 1
		}
		c.Brier += (x - y) * (x - y) / n
		happened := 1 - math.Abs(y-x)
		c.LogLoss -= math.Log(max(1e-9, min(1-1e-9, happened))) / n
		b := &c.Bins[min(bins-1, int(x*float64(bins)))]
		b.N++
		b.Mean += x
		b.Rate += y
	}
	for i := range c.Bins {
		b := &c.Bins[i]
		if b.N == 0 {
			continue
		}
		b.Mean /= float64(b.N)
		b.Rate /= float64(b.N)
		c.Error += float64(b.N) / n * math.Abs(b.Mean-b.Rate)
	}
	return c
}

// Abstain tells what answering only from a probability on would do: the share
// answered, and the share of wrong ones among these (0 if none).
func Abstain(predictions []Prediction, from float64) (answered, wrong float64) {
	var n, bad float64
	for _, p := range predictions {
		if p.P >= from {
			n++
			if !p.Right {
				bad++
			}
		}
	}
	if n == 0 {
		return 0, 0
	}
	return n / float64(len(predictions)), bad / n
}

// Threshold returns the lowest probability to answer from so that at most the
// share wrong of the answers is wrong; ok is false if there is none.
func Threshold(predictions []Prediction, wrong float64) (from float64, ok bool) {
	sorted := slices.Clone(predictions)
	slices.SortFunc(sorted, func(x, y Prediction) int { return cmp.Compare(y.P, x.P) })
	bad := 0
	for i, p := range sorted {
		if !p.Right {
			bad++
		}
		last := i == len(sorted)-1 || sorted[i+1].P < p.P
		if last && float64(bad) <= wrong*float64(i+1) {
			from, ok = p.P, true
		}
	}
	return from, ok
}
