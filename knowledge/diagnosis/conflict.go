package diagnosis

// Conflict measures in nats how badly the evidence fits together,
//
//	conflict = log(Π P(e) / P(all e)),
//
// after Jensen's measure of conflict: below 0 the pieces support each other, and
// above about 1 they hardly come from one cause. The culprit is the answer whose
// removal lowers it most, the one to ask again, or nil if no removal does.
// Retrieval and none are those of Posterior; the temperature plays no part.
func (m *Model) Conflict(retrieval []float64, none float64, evidence []Evidence) (nats float64, culprit Evidence) {
	var kept []Evidence
	for _, e := range Settled(evidence) {
		if m.counts(e) {
			kept = append(kept, e)
		}
	}
	if len(kept) < 2 {
		return 0, nil
	}
	start := m.scores(retrieval, none, nil)
	norm := logSumOf(start)
	alone := make([]float64, len(kept)) // log P(e), less the background law
	sum := 0.0
	for i, e := range kept {
		alone[i] = m.logP(start, norm, e)
		sum += alone[i]
	}
	nats = sum - m.logP(start, norm, kept...)
	least := nats
	for i, e := range kept {
		if _, ok := e.(Answered); !ok {
			continue
		}
		c := sum - alone[i] - m.logP(start, norm, without(kept, i)...)
		if c < least-1e-12 {
			least, culprit = c, e
		}
	}
	return nats, culprit
}

// logP returns log P(evidence) less its log probability under the background
// laws, which cancels in Conflict.
func (m *Model) logP(start []float64, norm float64, evidence ...Evidence) float64 {
	s := append([]float64(nil), start...)
	for _, e := range evidence {
		m.weigh(s, e)
	}
	return logSumOf(s) - norm
}
