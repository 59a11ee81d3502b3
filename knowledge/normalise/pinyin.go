package normalise

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// sound is a syllable without its tone; 0 is none.
type sound uint16

// maxReadings is the number of readings of a character that are looked at.
const maxReadings = 4

// syllables holds the readings of the characters U+4E00 to U+9FFF.
type syllables struct {
	names    []string // by sound
	fuzzy    []sound  // by sound: the same for sounds that dialects confuse
	readings [0x9FFF - 0x4E00 + 1][maxReadings]sound
}

// sounds builds the table on first use (some 20 ms); it never changes.
var sounds = sync.OnceValue(newSyllables)

func newSyllables() *syllables {
	s := &syllables{names: []string{""}, fuzzy: []sound{0}}
	ids := map[string]sound{}
	id := func(name string) sound {
		if _, ok := ids[name]; !ok {
			ids[name] = sound(len(s.names))
			s.names = append(s.names, name)
			s.fuzzy = append(s.fuzzy, 0)
		}
		return ids[name]
	}
	tones := map[string]sound{}
	for r, all := range pinyin.PinyinDict {
		if r < 0x4E00 || r > 0x9FFF {
			continue
		}
		n := 0
		for reading := range strings.SplitSeq(all, ",") {
			one, ok := tones[reading]
			if !ok {
				one = id(toneless(reading))
				tones[reading] = one
			}
			if n < maxReadings && !hasSound(s.readings[r-0x4E00][:n], one) {
				s.readings[r-0x4E00][n] = one
				n++
			}
		}
	}
	for i := 1; i < len(s.names); i++ {
		f := id(confused(s.names[i]))
		s.fuzzy[i] = f
	}
	return s
}

// of returns the readings of a character; unused places are 0.
func (s *syllables) of(r rune) [maxReadings]sound {
	if r < 0x4E00 || r > 0x9FFF {
		return [maxReadings]sound{}
	}
	return s.readings[r-0x4E00]
}

// same reports whether the typed character is read as the meant one: its most
// common reading is one of the two most common of the other. Rare readings
// would make neighbours of characters that nobody confuses.
func (s *syllables) same(typed, meant rune) bool {
	if typed == meant {
		return true
	}
	x := s.of(typed)[0]
	readings := s.of(meant)
	return x != 0 && hasSound(readings[:2], x)
}

// near is same with n/l, z/zh, c/ch, s/sh, in/ing and en/eng taken as one.
func (s *syllables) near(typed, meant rune) bool {
	return s.any(typed, meant, func(x, y sound) bool { return s.fuzzy[x] == s.fuzzy[y] })
}

// close is near with one letter more or less (liang, lang).
func (s *syllables) close(typed, meant rune) bool {
	return s.any(typed, meant, func(x, y sound) bool {
		return s.fuzzy[x] == s.fuzzy[y] || oneLetter(s.names[x], s.names[y])
	})
}

func (s *syllables) any(typed, meant rune, like func(x, y sound) bool) bool {
	if typed == meant {
		return true
	}
	x := s.of(typed)[0]
	readings := s.of(meant)
	for _, y := range readings[:2] {
		if x != 0 && y != 0 && like(x, y) {
			return true
		}
	}
	return false
}

// oneLetter reports whether one of two syllables has one letter more.
func oneLetter(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) != len(b)+1 {
		return false
	}
	for i := range len(a) {
		if a[:i]+a[i+1:] == b {
			return true
		}
	}
	return false
}

// spells reports whether letters are a reading of the character.
func (s *syllables) spells(letters string, r rune) bool {
	for _, x := range s.of(r) {
		if x != 0 && s.names[x] == letters {
			return true
		}
	}
	return false
}

// begins reports whether a reading of the character begins with the letter.
func (s *syllables) begins(letter rune, r rune) bool {
	for _, x := range s.of(r) {
		if x != 0 && rune(s.names[x][0]) == letter {
			return true
		}
	}
	return false
}

func hasSound(list []sound, x sound) bool {
	for _, y := range list {
		if y == x {
			return true
		}
	}
	return false
}

// toneless drops the tone marks; ü is written v, as people type it.
func toneless(reading string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(reading) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == '\u0308': // the two dots of ü
			u := b.String()
			b.Reset()
			b.WriteString(strings.TrimSuffix(u, "u") + "v")
		}
	}
	return b.String()
}

// confused writes the sounds that many speakers do not tell apart as one.
func confused(name string) string {
	for _, p := range [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}} {
		if rest, ok := strings.CutPrefix(name, p[0]); ok {
			name = p[1] + rest
			break
		}
	}
	for _, p := range [][2]string{{"ing", "in"}, {"eng", "en"}} {
		if rest, ok := strings.CutSuffix(name, p[0]); ok {
			return rest + p[1]
		}
	}
	return name
}
