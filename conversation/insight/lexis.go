package insight

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/normalise"
)

// Lexis reads the terms of merchants' words, and knows how rare each is in
// what the articles hold. It is immutable and safe for concurrent use.
type Lexis struct {
	normaliser *normalise.Normaliser
	texts      int            // of the knowledge
	found      map[string]int // texts of the knowledge that hold a term
}

// NewLexis reads the words of a knowledge base.
func NewLexis(base *knowledge.Base) *Lexis {
	codes := make([]string, len(base.Codes))
	for i := range base.Codes {
		codes[i] = base.Codes[i].Code
	}
	l := &Lexis{normaliser: normalise.New(base.Terms, base.Lexicon(), codes), found: map[string]int{}}
	for i := range base.Problems {
		p := &base.Problems[i]
		l.learn(p.Title.ZH, p.Title.EN)
		l.learn(p.Say.ZH...)
		l.learn(p.Say.EN...)
	}
	for _, s := range base.OtherSubjects {
		l.learn(s.Say.ZH...)
		l.learn(s.Say.EN...)
	}
	return l
}

func (l *Lexis) learn(texts ...string) {
	for _, x := range texts {
		l.texts++
		for _, t := range l.read(x).terms {
			l.found[t]++
		}
	}
}

// Terms that are no words begin with what they are. Spaces keep them apart from
// words.
const (
	termCode   = "code "
	termScreen = "screen "
	termTried  = "tried " // the problem whose advice failed
	termFound  = "found " // the problem that was found
)

// What terms weigh that are no words, beside at most rareWeight for a word: a
// code or a terminal's text names the complaint; the problem whose advice failed
// says what it was about, and the one that was found gives a hint.
const (
	rareWeight   = 3.5
	leastWeight  = .1
	codeWeight   = 5.0
	screenWeight = 4.0
	triedWeight  = 4.0
	foundWeight  = 2.0
	// everyday is the rarity, in nats, of words that any complaint may hold.
	everyday = 2.5
	// aloneShare is what a word weighs that no other text holds: it links
	// nothing, and a long story must not be far from everything.
	aloneShare = .25
)

// weight is how much a term says: of n texts in all, known articles and held
// gaps have it.
func weight(term string, known, held, n int) float64 {
	switch {
	case strings.HasPrefix(term, termCode):
		return codeWeight
	case strings.HasPrefix(term, termScreen):
		return screenWeight
	case strings.HasPrefix(term, termTried):
		return triedWeight
	case strings.HasPrefix(term, termFound):
		return foundWeight
	}
	w := max(leastWeight, min(rareWeight, math.Log(float64(n+1)/(float64(known+held)+.5))-everyday))
	if known == 0 && held == 1 {
		w *= aloneShare
	}
	return w
}

// words is a text as its terms.
type words struct {
	folded  string
	terms   []string // each once, sorted
	chinese bool
}

// maxRead is the number of runes of a text that are read: a complaint is told
// within them.
const maxRead = conversation.MaxQuery

// read reads the terms of a text: pairs of Chinese characters, words, codes and
// texts of terminals.
func (l *Lexis) read(text string) words {
	read := l.normaliser.Read(conversation.Clip(text, maxRead))
	w := words{folded: strings.Join(strings.Fields(read.Folded), " "), chinese: read.Chinese}
	for _, c := range read.Codes {
		w.terms = append(w.terms, termCode+c)
	}
	for _, s := range read.Screens {
		w.terms = append(w.terms, termScreen+s)
	}
	w.terms = appendWords(w.terms, w.folded)
	slices.Sort(w.terms)
	w.terms = slices.Compact(w.terms)
	return w
}

// fillers are characters that carry no meaning beside others; they part the
// words around them.
const fillers = "的了吗呢吧啊呀哦么嘛哈喂您你我请谢"

// appendWords splits a folded text into pairs of characters and into words.
func appendWords(out []string, folded string) []string {
	var last rune
	word := -1 // where a word of letters and digits began
	for i, c := range folded + " " {
		inWord := c < unicode.MaxLatin1 && (unicode.IsLetter(c) || unicode.IsDigit(c))
		if inWord && word < 0 {
			word = i
		}
		if !inWord && word >= 0 {
			out = appendWord(out, folded[word:i])
			word = -1
		}
		if !unicode.Is(unicode.Han, c) || strings.ContainsRune(fillers, c) {
			last = 0
			continue
		}
		if last != 0 {
			out = append(out, string([]rune{last, c}))
		}
		last = c
	}
	return out
}

// maxCode is the greatest length of a word of letters and digits that counts as
// a code, whether a table knows it or not.
const maxCode = 5

// appendWord adds a word without its ending, so that "prints" is "printing".
// Numbers, short words and those of grammar are left out.
func appendWord(out []string, word string) []string {
	if strings.ContainsAny(word, "0123456789") {
		if len(word) <= maxCode && strings.Trim(word, "0123456789") != "" {
			return append(out, termCode+strings.ToUpper(word))
		}
		return out
	}
	if len(word) < 2 || grammar()[word] {
		return out
	}
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if stem, ok := strings.CutSuffix(word, end); ok && len(stem) > 2 && !strings.HasSuffix(stem, "s") {
			return append(out, strings.TrimSuffix(stem, "e"))
		}
	}
	return append(out, strings.TrimSuffix(word, "e"))
}

// weighed is one term of a text, with its number among all terms.
type weighed struct {
	id     int32
	weight float64
}

// byRarity orders terms, the one that says most first.
func byRarity(x, y weighed) int {
	return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.id, y.id))
}
