package diagnosis

import "slices"

// negligible is the probability of all linked causes together below which a
// question can no longer tell anything.
const negligible = 1e-13

// value computes one question's value under the scratch's belief.
//
// A hypothesis without a link gives the answer a with base(a) = β(a) + ε, a
// linked one with β(a)·f + ε and a correction δ where it lists a. So any sum of
// weights w over hypotheses becomes
//
//	Σ w·L(a) = base(a)·Σw + β(a)·Σ_linked w·(f-1) + Σ_listing w·δ
//
// and only the last term differs between answers beyond β.
func (s *scratch) value(index int, q *question) Value {
	v := Value{Question: index, Net: -q.cost}
	if !s.load(q) {
		return v
	}
	after, gain := 0.0, 0.0 // Σ min EL, joint with the answer; H(answer) - H(answer | route)
	for _, l := range q.lone {
		loss, told := s.answer(q, nil, l.base, l.beta)
		after += l.count * loss
		gain += l.count * told
	}
	for _, a := range q.listed {
		entries := q.entries[a.low:a.high]
		s.correct(q, entries)
		loss, told := s.answer(q, entries, q.base[a.answer], q.beta[a.answer])
		after += loss
		gain += told
		s.restore(q, entries)
	}
	untouched := 1.0
	for _, t := range q.routes {
		p := s.b.routes[t.route]
		gain -= xlogx(p)
		untouched -= p
	}
	gain -= untouched * q.entropy
	v.EVSI = q.answer * max(0, s.best-after)
	v.EIG = q.answer * max(0, gain)
	losses := &s.model.losses
	v.Net = v.EVSI + losses.Lambda*losses.WrongRoute*v.EIG - q.cost
	return v
}

// load sums over the links; it returns false if the question cannot tell
// anything.
func (s *scratch) load(q *question) bool {
	n := len(q.links)
	s.p = slices.Grow(s.p[:0], n)[:n]
	linked := 0.0
	for i := range q.links {
		p := s.b.p[q.links[i].cause]
		s.p[i] = p
		linked += p
	}
	if linked <= negligible {
		return false
	}
	s.mark(q)
	n = len(q.groups)
	s.groupF = slices.Grow(s.groupF[:0], n)[:n]
	s.groupC = slices.Grow(s.groupC[:0], n)[:n]
	clear(s.groupF)
	clear(s.groupC)
	s.base = answerSums{}
	for i := range q.links {
		l := &q.links[i]
		d := s.p[i] * (l.f - 1)
		lost := d * s.model.loss[l.cause]
		s.groupF[l.group] += d
		s.route[l.route].pF += d
		s.route[l.route].lostF += lost
		s.base.pF += d
		s.base.lostF += lost
	}
	for i := range q.routes {
		s.front(q, i)
	}
	return true
}

// correct adds what listing causes differ by for one answer.
func (s *scratch) correct(q *question, entries []entry) {
	for _, e := range entries {
		l := &q.links[e.link]
		d := s.p[e.link] * e.delta
		lost := d * s.model.loss[l.cause]
		s.groupC[l.group] += d
		s.route[l.route].pC += d
		s.route[l.route].lostC += lost
		s.base.pC += d
		s.base.lostC += lost
	}
}

// restore takes the corrections back, exactly.
func (s *scratch) restore(q *question, entries []entry) {
	for _, e := range entries {
		l := &q.links[e.link]
		s.groupC[l.group] = 0
		s.route[l.route].pC, s.route[l.route].lostC = 0, 0
	}
	s.base.pC, s.base.lostC = 0, 0
}

// answer returns P(a)·min EL(d | a) for the answer whose corrections are in
// place, and what it tells of the routes the question touches:
// Σ P(r,a)·log P(r,a) - P(a)·log P(a).
func (s *scratch) answer(q *question, entries []entry, base, beta float64) (loss, told float64) {
	m, b := s.model, s.b
	p := base + beta*s.base.pF + s.base.pC
	told = -xlogx(p)
	lost := base*b.loss + beta*s.base.lostF + s.base.lostC
	loss = m.losses.Person * p
	if s.idle >= 0 {
		loss = min(loss, lost+base*s.gain[s.idle])
	}
	for i := range q.routes {
		t, r := q.routes[i], &s.route[i]
		own := base*b.lost[t.route] + beta*r.lostF + r.lostC
		onRoute := base*b.routes[t.route] + beta*r.pF + r.pC
		told += xlogx(onRoute)
		el := lost - own + m.noneLoss[t.route]*b.none*base
		if wrong := m.wrongGroup[t.route]; wrong > 0 {
			el += wrong * (onRoute - s.topGroup(q, i, entries, base, beta))
		}
		loss = min(loss, el)
	}
	return loss, told
}
