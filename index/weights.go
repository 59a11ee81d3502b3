package index

import "math"

// weights are the numbers the scoring depends on.
type weights struct {
	// fields are the weights of a term by its field.
	fields [fields]float64
	// kinds are the weights of a text by where it stands.
	kinds map[kind]float64
	// information is the exponent of a term's information.
	information float64
	// length is the share, in [0, 1], of the phrasing's own mass in what its
	// score is divided by; the rest is the query's.
	length float64
	// repeats is the exponent of the number of phrasings of one problem that
	// have a term: 0 counts them once, 1 counts them all.
	repeats float64
	// size is the exponent of the problem's size, relative to the average, by
	// which the score of all its phrasings is divided.
	size float64
	// best is the share, in [0, 1], of the best single phrasing in a problem's
	// score; the rest belongs to all its phrasings together.
	best float64
	// covering are the weights of a query's term by its field when it is asked
	// how much of the query a problem accounts for.
	covering [fields]float64
	// leaning are the weights of a query's term by its field when it is asked
	// whether the query speaks of other subjects.
	leaning [fields]float64
	// chance is the share of the phrasings that every term is granted on both
	// sides there: by chance one phrasing or other may have it.
	chance float64
}

// standard are the weights in use. They were chosen by holding out each
// phrasing in turn and looking for it (BenchmarkHeldOut): what the phrasings of
// a problem say together finds it first far more often (Chinese 70 %, English
// 62 %) than the best of them alone (56 %, 57 %); the best of them settles what
// is close and lets a phrasing typed as written win. Single characters add four
// points in Chinese, letter runs six on mistyped English. Elsewhere the optimum
// is flat.
var standard = weights{
	fields:      [fields]float64{fieldWords: 1, fieldChars: .75, fieldGrams: .25},
	kinds:       map[kind]float64{kindSay: 1, kindScreen: 1, kindTitle: 1.25, kindCause: 1, kindBackground: .5},
	information: 1.5,
	length:      .8,
	repeats:     .75,
	size:        .5,
	best:        .25,
	covering:    [fields]float64{fieldWords: 1, fieldChars: 2.5, fieldGrams: .05},
	leaning:     [fields]float64{fieldWords: 1, fieldChars: .5},
	chance:      .0002,
}

// term gives the weight of a term that n of the problems have: the more of
// them have it, the less it says.
func (w *weights) term(f field, n, problems int) float64 {
	return w.fields[f] * math.Pow(information(n, problems), w.information)
}

// information is what a term tells that n of the problems have; a term nobody
// has tells most.
func information(n, problems int) float64 {
	return math.Log(1 + (float64(problems)+.5)/(float64(n)+.5))
}
