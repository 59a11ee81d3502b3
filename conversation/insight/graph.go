package insight

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// graph links texts whose terms are near.
type graph struct {
	docs     []document
	names    []string    // of the terms
	terms    [][]weighed // of each text, by number
	prefixes [][]int32   // of each text: the terms by which what is near to it is found
	norms    []float64
	probes   []int     // texts among which links are counted, to bound the work
	posted   [][]int32 // by term: the probes with it among theirs
	dots     []float64 // scratch, by text
	touched  []int32
}

const (
	// near is how alike two texts must be to be linked: the cosine of their
	// terms, each weighted by its rarity. Fitted on the table of the tests.
	near = .3
	// nearAlone is how alike they must be when they share one word only.
	nearAlone = .5
	// maxProbes bounds the texts among which links are counted. Of more texts
	// an even part stands for all.
	maxProbes = 1500
	// maxScans bounds the middles that look for their members; what is left
	// then stands alone.
	maxScans = 2000
)

// newGraph weighs the terms of the texts.
func (l *Lexis) newGraph(docs []document) *graph {
	g := &graph{docs: docs, terms: make([][]weighed, len(docs)), prefixes: make([][]int32, len(docs)), norms: make([]float64, len(docs)), dots: make([]float64, len(docs))}
	ids := map[string]int32{}
	var held []int
	number := func(term string) int32 {
		id, ok := ids[term]
		if !ok {
			id = int32(len(g.names))
			ids[term] = id
			g.names = append(g.names, term)
			held = append(held, 0)
		}
		held[id]++
		return id
	}
	for i := range docs {
		g.terms[i] = make([]weighed, 0, len(docs[i].terms)+1)
		for _, t := range docs[i].terms {
			g.terms[i] = append(g.terms[i], weighed{id: number(t)})
		}
		if t := docs[i].about; t.tried {
			g.terms[i] = append(g.terms[i], weighed{id: number(termTried + t.problem)})
		} else if t.problem != "" {
			g.terms[i] = append(g.terms[i], weighed{id: number(termFound + t.problem)})
		}
	}
	weights := make([]float64, len(held))
	for id, n := range held {
		weights[id] = weight(g.names[id], l.found[g.names[id]], n, l.texts+len(docs))
	}
	for i := range g.terms {
		for j := range g.terms[i] {
			g.terms[i][j].weight = weights[g.terms[i][j].id]
		}
		g.norms[i], g.prefixes[i] = prefix(g.terms[i])
		slices.SortFunc(g.terms[i], func(x, y weighed) int { return cmp.Compare(x.id, y.id) })
	}
	g.probe()
	return g
}

// prefix gives the norm of a text's terms, and the rarest ones without which
// no text can be near: the others alone cannot reach it.
func prefix(terms []weighed) (norm float64, ids []int32) {
	slices.SortFunc(terms, byRarity)
	sum := 0.0
	for _, t := range terms {
		sum += t.weight * t.weight
	}
	rest := sum
	for _, t := range terms {
		if rest < near*near*sum || t.weight == 0 {
			break
		}
		ids = append(ids, t.id)
		rest -= t.weight * t.weight
	}
	return math.Sqrt(sum), ids
}

// probe chooses the probes and lists them by term. Which texts they are comes
// from their words alone, as the order of the texts does.
func (g *graph) probe() {
	step := max(1, float64(len(g.docs))/maxProbes)
	for x := 0.0; int(x) < len(g.docs); x += step {
		g.probes = append(g.probes, int(x))
	}
	g.posted = make([][]int32, len(g.names))
	for _, i := range g.probes {
		for _, t := range g.terms[i] {
			g.posted[t.id] = append(g.posted[t.id], int32(i))
		}
	}
}

// alike tells how alike two texts are, in [0, 1], and whether they are linked.
func (g *graph) alike(x, y int) (cosine float64, linked bool) {
	if g.norms[x] == 0 || g.norms[y] == 0 {
		return 0, false
	}
	dot, a, b := 0.0, g.terms[x], g.terms[y]
	shared, most := 0, 0.0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].id < b[0].id:
			a = a[1:]
		case a[0].id > b[0].id:
			b = b[1:]
		default:
			dot += a[0].weight * b[0].weight
			most = max(most, a[0].weight)
			if a[0].weight > leastWeight {
				shared++
			}
			a, b = a[1:], b[1:]
		}
	}
	cosine = dot / (g.norms[x] * g.norms[y])
	wanted := near
	if shared < 2 && most <= rareWeight {
		wanted = nearAlone
	}
	return cosine, cosine >= wanted
}

// member is a text of a star, and how alike it is to the middle.
type member struct {
	doc   int
	alike float64
}

// neighbours calls for every listed text that is near to one.
func (g *graph) neighbours(doc int, posted [][]int32, found func(member)) {
	for _, id := range g.prefixes[doc] {
		for _, other := range posted[id] {
			if g.dots[other] == 0 && int(other) != doc {
				g.dots[other] = 1
				g.touched = append(g.touched, other)
			}
		}
	}
	for _, other := range g.touched {
		g.dots[other] = 0
		if cosine, linked := g.alike(doc, int(other)); linked {
			found(member{int(other), cosine})
		}
	}
	g.touched = g.touched[:0]
}

// star is a middle and what is near to it, the nearest first.
type star struct {
	middle  int
	members []member
}

// stars covers the texts with stars, the largest first.
func (g *graph) stars() []star {
	links := make([]float64, len(g.docs)) // how many gaps a text is linked with, and how closely
	for i := range g.docs {
		links[i] = float64(len(g.docs[i].gaps))
		g.neighbours(i, g.posted, func(m member) { links[i] += m.alike * float64(len(g.docs[m.doc].gaps)) })
	}
	order := make([]int, len(g.docs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(links[y], links[x]) })

	all := g.postAll()
	best := make([]member, len(g.docs)) // the middle that each text is nearest to
	for i := range best {
		best[i].doc = -1
	}
	var middles []int
	for _, i := range order {
		if best[i].doc >= 0 {
			continue
		}
		best[i] = member{i, 2} // nearer to itself than anything else
		middles = append(middles, i)
		if len(middles) <= maxScans {
			g.neighbours(i, all, func(m member) {
				if m.alike > best[m.doc].alike {
					best[m.doc] = member{i, m.alike}
				}
			})
		}
	}
	return gathered(middles, best)
}

// gathered gives each middle those that are nearest to it.
func gathered(middles []int, best []member) []star {
	at := make(map[int]int, len(middles))
	out := make([]star, len(middles))
	for n, i := range middles {
		at[i], out[n].middle = n, i
	}
	for i, b := range best {
		if b.doc != i {
			n := at[b.doc]
			out[n].members = append(out[n].members, member{i, b.alike})
		}
	}
	for n := range out {
		slices.SortStableFunc(out[n].members, func(x, y member) int { return cmp.Compare(y.alike, x.alike) })
	}
	return out
}

// postAll lists all texts by term.
func (g *graph) postAll() [][]int32 {
	if len(g.probes) == len(g.docs) {
		return g.posted
	}
	out := make([][]int32, len(g.names))
	for i := range g.docs {
		for _, t := range g.terms[i] {
			out[t.id] = append(out[t.id], int32(i))
		}
	}
	return out
}

// shared words what most texts of a star have in common: of the middle's own
// text the stretches that more than half of them hold.
func (g *graph) shared(s star) []string {
	if len(s.members) == 0 {
		return nil
	}
	held := map[string]int{}
	for _, m := range s.members {
		for _, t := range g.terms[m.doc] {
			held[g.names[t.id]]++
		}
	}
	most := func(term string) bool { return 2*held[term] > len(s.members) }
	own := slices.Clone(g.terms[s.middle])
	slices.SortFunc(own, byRarity)
	var out []string
	add := func(term string) {
		if len(out) < maxTerms && term != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(strings.ToLower(o), strings.ToLower(term)) }) {
			out = append(out, term)
		}
	}
	for _, t := range own {
		name := g.names[t.id]
		if !most(name) || strings.HasPrefix(name, termTried) || strings.HasPrefix(name, termFound) {
			continue
		}
		if code, ok := strings.CutPrefix(name, termCode); ok {
			add(code)
			continue
		}
		if screen, ok := strings.CutPrefix(name, termScreen); ok {
			add(screen)
			continue
		}
		add(stretch(g.docs[s.middle].folded, name, most))
	}
	return out
}

// stretch widens a term to the longest part of a text all of whose pairs are
// shared too. A word stays what it is.
func stretch(folded, term string, shared func(string) bool) string {
	i := strings.Index(folded, term)
	if i < 0 || len([]rune(term)) != 2 || term[0] < 0x80 {
		return term
	}
	before, after := []rune(folded[:i]), []rune(folded[i+len(term):])
	out := []rune(term)
	for n := len(before) - 1; n >= 0 && shared(string([]rune{before[n], out[0]})); n-- {
		out = append([]rune{before[n]}, out...)
	}
	for n := 0; n < len(after) && shared(string([]rune{out[len(out)-1], after[n]})); n++ {
		out = append(out, after[n])
	}
	return string(out)
}
