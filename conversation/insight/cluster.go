package insight

import (
	"cmp"
	"encoding/hex"
	"hash/fnv"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// Cluster is a number of gaps that speak of the same thing.
type Cluster struct {
	// ID names the cluster for as long as Label is its most typical example.
	ID string `json:"id"`
	// Label are the words that most of the others are near to, masked.
	Label string `json:"label"`
	// Terms are the words that most of them share, the most telling first, at
	// most five.
	Terms []string `json:"terms,omitempty"`
	// Examples are other wordings, the nearest to the label first, at most five.
	Examples []string                     `json:"examples,omitempty"`
	Count    int                          `json:"count"`
	Kinds    map[conversation.GapKind]int `json:"kinds"`
	First    time.Time                    `json:"first"`
	Last     time.Time                    `json:"last"`
	// Problem is what was found, or advised, most often; "" is nothing.
	Problem string           `json:"problem,omitempty"`
	Langs   []knowledge.Lang `json:"langs"`
}

// MaxGaps is the number of gaps that are clustered: the latest.
const MaxGaps = 2000 * 16

const (
	maxExamples = 5
	maxTerms    = 5
)

// Cluster gathers the gaps that speak of the same thing, the most frequent
// first. The order in which they come does not matter.
//
// It is star clustering (Aslam, Pelekhov and Rus 2004): the texts are linked
// where their terms, weighted by rarity, are near; again and again the text
// with the most links becomes the middle of a cluster and takes those it is
// linked with, so that everything in a cluster is near its label.
func (l *Lexis) Cluster(gaps []conversation.Gap) []Cluster {
	docs := l.documents(latest(gaps))
	g := l.newGraph(docs)
	out := make([]Cluster, 0, 64)
	for _, star := range g.stars() {
		out = append(out, g.describe(star))
	}
	slices.SortFunc(out, func(x, y Cluster) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), y.Last.Compare(x.Last), cmp.Compare(x.Label, y.Label), cmp.Compare(x.ID, y.ID))
	})
	return out
}

// latest gives the gaps that are clustered, in an order of their own.
func latest(gaps []conversation.Gap) []conversation.Gap {
	gaps = slices.Clone(gaps)
	slices.SortFunc(gaps, func(x, y conversation.Gap) int {
		return cmp.Or(y.At.Compare(x.At), cmp.Compare(x.Words, y.Words), cmp.Compare(x.Kind, y.Kind),
			cmp.Compare(x.Problem, y.Problem), slices.Compare(x.Nearest, y.Nearest))
	})
	return gaps[:min(len(gaps), MaxGaps)]
}

// document are gaps with the same words about the same problem.
type document struct {
	words
	about topic
	gaps  []conversation.Gap // the latest first
}

// topic is the problem that a gap is about as far as is known.
type topic struct {
	problem string
	// tried is set when its advice was tried, or it made a person take over;
	// else it was merely the best that was found.
	tried bool
}

func topicOf(gap conversation.Gap) topic {
	return topic{nearestProblem(gap), gap.Cause != ""}
}

// documents puts gaps together that say the same, in the order of their words.
func (l *Lexis) documents(gaps []conversation.Gap) []document {
	type same struct {
		folded string
		about  topic
	}
	read := l.readAll(gaps)
	at := map[same]int{}
	var docs []document
	for _, gap := range gaps {
		w := read[gap.Words]
		if w.folded == "" {
			continue
		}
		id := same{w.folded, topicOf(gap)}
		i, ok := at[id]
		if !ok {
			i = len(docs)
			at[id] = i
			docs = append(docs, document{words: *w, about: id.about})
		}
		docs[i].gaps = append(docs[i].gaps, gap)
	}
	slices.SortFunc(docs, func(x, y document) int {
		return cmp.Or(cmp.Compare(x.folded, y.folded), cmp.Compare(x.about.problem, y.about.problem), compareBools(x.about.tried, y.about.tried))
	})
	return docs
}

// readAll reads the words of gaps, many of which are the very same, on all
// processors: it is most of the work.
func (l *Lexis) readAll(gaps []conversation.Gap) map[string]*words {
	out := make(map[string]*words, len(gaps))
	var texts []string
	for _, gap := range gaps {
		if out[gap.Words] == nil {
			out[gap.Words] = &words{}
			texts = append(texts, gap.Words)
		}
	}
	var all sync.WaitGroup
	for part := range slices.Chunk(texts, max(64, (len(texts)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))) {
		all.Go(func() {
			for _, x := range part {
				*out[x] = l.read(x)
			}
		})
	}
	all.Wait()
	return out
}

func compareBools(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// describe makes a cluster of a star.
func (g *graph) describe(s star) Cluster {
	middle := &g.docs[s.middle]
	c := Cluster{Label: middle.gaps[0].Words, Kinds: map[conversation.GapKind]int{}}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(middle.folded + "\n" + middle.about.problem))
	c.ID = hex.EncodeToString(sum.Sum(nil))
	problems := map[string]int{}
	for _, m := range append([]member{{doc: s.middle}}, s.members...) {
		d := &g.docs[m.doc]
		for _, gap := range d.gaps {
			c.add(gap)
			if p := nearestProblem(gap); p != "" {
				problems[p]++
			}
		}
		if w := d.gaps[0].Words; len(c.Examples) < maxExamples && w != c.Label && !slices.Contains(c.Examples, w) {
			c.Examples = append(c.Examples, w)
		}
		lang := knowledge.English
		if d.chinese {
			lang = knowledge.Chinese
		}
		if !slices.Contains(c.Langs, lang) {
			c.Langs = append(c.Langs, lang)
		}
	}
	slices.Sort(c.Langs)
	for p, n := range problems {
		if n > problems[c.Problem] || n == problems[c.Problem] && p < c.Problem {
			c.Problem = p
		}
	}
	c.Terms = g.shared(s)
	return c
}

func (c *Cluster) add(gap conversation.Gap) {
	c.Count++
	c.Kinds[gap.Kind]++
	if c.First.IsZero() || gap.At.Before(c.First) {
		c.First = gap.At
	}
	if gap.At.After(c.Last) {
		c.Last = gap.At
	}
}

func nearestProblem(gap conversation.Gap) string {
	if gap.Problem != "" || len(gap.Nearest) == 0 {
		return gap.Problem
	}
	return gap.Nearest[0]
}
