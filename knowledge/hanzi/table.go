package hanzi

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed tables/traditional.txt.gz
var packedTraditional []byte

//go:embed tables/simplified.txt.gz
var packedSimplified []byte

//go:embed tables/taiwan.txt
var taiwan string

// The tables are unpacked when they are first asked for (about 10 ms) and
// never change afterwards.
var (
	traditional = sync.OnceValue(func() *table { return newTable(unpack(packedTraditional), taiwan) })
	simplified  = sync.OnceValue(func() *table { return newTable(unpack(packedSimplified)) })
	marks       = sync.OnceValue(newMarks)
)

// table converts by longest match.
type table struct {
	chars   map[rune]string
	phrases map[string]string
	// lengths has, for the first character of phrases, a bit for each length
	// in runes that they have.
	lengths map[rune]uint32
}

// maxPhrase is the greatest length of a phrase in runes that is looked for.
const maxPhrase = 16

// newTable reads lines "from<TAB>to"; later texts win over earlier ones.
func newTable(texts ...string) *table {
	t := &table{chars: map[rune]string{}, phrases: map[string]string{}, lengths: map[rune]uint32{}}
	for _, text := range texts {
		for line := range strings.Lines(text) {
			from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !ok || strings.HasPrefix(from, "#") {
				continue
			}
			t.add(from, to)
		}
	}
	return t
}

func (t *table) add(from, to string) {
	first, size := utf8.DecodeRuneInString(from)
	if size == len(from) {
		t.chars[first] = to
		return
	}
	n := utf8.RuneCountInString(from)
	if n > maxPhrase {
		return
	}
	t.phrases[from] = to
	t.lengths[first] |= 1 << n
}

// touches reports whether any character of s may be converted, so that most
// texts in other scripts cost nothing.
func (t *table) touches(s string) bool {
	for _, r := range s {
		if _, ok := t.chars[r]; ok {
			return true
		}
		if t.lengths[r] != 0 {
			return true
		}
	}
	return false
}

// convert replaces, at each place, the longest phrase that begins there, else
// the character. Invalid bytes are copied.
func (t *table) convert(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if to, n := t.phrase(s[i:], r); n > 0 {
			b.WriteString(to)
			i += n
			continue
		}
		if to, ok := t.chars[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// phrase returns the translation of the longest phrase that s begins with, and
// the phrase's length in bytes, or 0 when there is none.
func (t *table) phrase(s string, first rune) (to string, n int) {
	lengths := t.lengths[first]
	if lengths == 0 {
		return "", 0
	}
	var ends [maxPhrase + 1]int
	runes, end := 0, 0
	for most := bits.Len32(lengths) - 1; runes < most && end < len(s); {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
		runes++
		ends[runes] = end
	}
	for ; runes > 1; runes-- {
		if lengths&(1<<runes) == 0 {
			continue
		}
		if to, ok := t.phrases[s[:ends[runes]]]; ok {
			return to, ends[runes]
		}
	}
	return "", 0
}

// both are characters of their own in Traditional as well as the Simplified
// of others (后, 里), or are written by Traditional readers as variants (台);
// they tell nothing about the script.
const both = "万丰于云余仆伙佣准凶划占台叶吃后咨夸岩干征愿挂斗朴柜涂游熏筑腊范蜡郁采里着" +
	"著乾瞭藉徵覆夥么哩俱坏沈儣叚像妳"

// newMarks finds the characters that occur in one script only: those that
// their own table changes.
func newMarks() map[rune]Script {
	m := map[rune]Script{}
	trad, simp := traditional(), simplified()
	for r, to := range simp.chars {
		if to != string(r) {
			m[r] = Traditional
		}
	}
	for r, to := range trad.chars {
		if _, isTrad := simp.chars[r]; to != string(r) && !isTrad {
			m[r] = Simplified
		}
	}
	for _, r := range both {
		delete(m, r)
	}
	return m
}

// unpack returns the text of an embedded table.
func unpack(packed []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("hanzi: embedded table: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("hanzi: embedded table: " + err.Error())
	}
	return string(text)
}
