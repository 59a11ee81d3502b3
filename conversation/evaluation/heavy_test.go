package evaluation_test

import "testing"

// heavy leaves a test that only computes, without goroutines of its own, to the
// run without the race detector: with it the test takes eight times as long and
// can find nothing more. 'make test' does both runs.
func heavy(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("computes only: run without the race detector")
	}
}
