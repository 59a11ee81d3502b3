package diagnosis

// Choice is one decision that could be taken.
type Choice struct {
	Route string
	Group string  // empty when it abstains
	Loss  float64 // expected, in the unit of the losses
	P     float64 // that the group holds the true cause; 0 when it abstains
}

// Abstain reports whether the choice is to ask a person without naming a cause.
func (c Choice) Abstain() bool { return c.Group == "" }

// Decision is the choice of least expected loss.
type Decision struct {
	Choice
	Cause      int     // the most probable of the group, -1 when it abstains
	Confidence float64 // P(the true cause is on Route); 0 to 1; none of these when it abstains
	RunnerUp   Choice  // the next best of another group
}

// ExpectedLoss of advising a group g on its route r:
//
//	EL(r,g) = S - S_r + n_r·P(none of these) + l_r·(P_r - P_g)
//
// where S = Σ WrongLoss·p over all causes, S_r the part of route r, l_r the loss
// of a wrong group and n_r that of a needless advice. The second result is false
// for an unknown group. Abstaining costs Losses.Person whatever is true.
func (b Belief) ExpectedLoss(group string) (float64, bool) {
	g, ok := b.model.groupIndex[group]
	if !ok {
		return 0, false
	}
	return b.lossOf(g), true
}

func (b *Belief) lossOf(g int) float64 {
	m := b.model
	r := m.groupRoute[g]
	return b.loss - b.lost[r] + m.noneLoss[r]*b.none + m.wrongGroup[r]*(b.routes[r]-b.groups[g])
}

// Decide takes the choice of least expected loss. Among equals the more probable
// group wins, then the one that came first; a group wins over abstaining.
func (b Belief) Decide() Decision {
	best, second := -1, -1
	for g := range b.groups {
		switch {
		case best < 0 || b.better(g, best):
			best, second = g, best
		case second < 0 || b.better(g, second):
			second = g
		}
	}
	d := Decision{Choice: b.choice(best), RunnerUp: b.choice(second), Cause: -1}
	abstain := b.choice(-1)
	switch {
	case abstain.Loss < d.Loss:
		d.Choice, d.RunnerUp = abstain, d.Choice
	case second < 0 || abstain.Loss < d.RunnerUp.Loss:
		d.RunnerUp = abstain
	}
	if d.Abstain() {
		d.Confidence = b.none
		return d
	}
	d.Confidence = b.routes[b.model.groupRoute[best]]
	d.Cause = b.likeliest(best)
	return d
}

func (b *Belief) better(g, than int) bool {
	x, y := b.lossOf(g), b.lossOf(than)
	return x < y || x == y && b.groups[g] > b.groups[than]
}

// choice describes advising the group, or abstaining for -1.
func (b *Belief) choice(g int) Choice {
	m := b.model
	if g < 0 {
		return Choice{Route: RouteHuman, Loss: m.losses.Person}
	}
	return Choice{Route: m.routes[m.groupRoute[g]], Group: m.groups[g], Loss: b.lossOf(g), P: b.groups[g]}
}

func (b *Belief) likeliest(g int) int {
	best := -1
	for c, p := range b.p {
		if int(b.model.groupOf[c]) == g && (best < 0 || p > b.p[best]) {
			best = c
		}
	}
	return best
}
