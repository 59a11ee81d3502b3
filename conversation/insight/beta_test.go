package insight

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The cases are from tables of the Beta law; I(x; a, 1) is x^a.
func TestBeta(t *testing.T) {
	for _, c := range []struct{ x, a, b, want float64 }{
		{.5, 1, 1, .5}, {.25, 2, 1, .0625}, {.5, 2, 3, .6875}, {.9, 10, 10, .9999983}, {.3, .5, .5, .36901}, {0, 2, 2, 0}, {1, 2, 2, 1},
	} {
		if got := betaCDF(c.x, c.a, c.b); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("I(%g; %g, %g) = %g, want %g", c.x, c.a, c.b, got, c.want)
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		a, b, p := math.Exp(8*random.Float64()-1), math.Exp(8*random.Float64()-1), .01+.98*random.Float64()
		if got := betaCDF(betaQuantile(p, a, b), a, b); math.Abs(got-p) > 1e-6 && betaQuantile(p, a, b) > 1e-15 && betaQuantile(p, a, b) < 1-1e-15 {
			t.Errorf("the quantile %g of (%g, %g) has %g below it", p, a, b, got)
		}
	}
}
