package hanzi

import "unicode/utf8"

// ToSimplified converts Traditional characters to Simplified ones. It keeps
// the words: 螢幕 becomes 萤幕, not 屏幕. Text that is Simplified already,
// other scripts and invalid UTF-8 stay as they are, and converting twice is
// the same as converting once. It is safe for concurrent use.
func ToSimplified(s string) string {
	t := simplified()
	if !t.touches(s) {
		return s
	}
	// A few phrases keep a Traditional character (乾坤). Next to what the
	// first pass changed, the second may see them otherwise.
	for range 8 {
		next := t.convert(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// ToTraditional converts Simplified text to Taiwan's Traditional, words of
// computing included: 打印 becomes 列印. A text that is written in Traditional
// already comes back unchanged. Other scripts and invalid UTF-8 stay as they
// are. It is safe for concurrent use.
func ToTraditional(s string) string {
	t := traditional()
	if !t.touches(s) || traditionalOnly(s) {
		return s
	}
	return t.convert(s)
}

// traditionalOnly reports whether s has characters that only occur in
// Traditional and none that only occur in Simplified.
func traditionalOnly(s string) bool {
	simp, trad := count(s)
	return trad > 0 && simp == 0
}

// Script is the kind of Chinese a text is written in.
type Script uint8

// The scripts a text can be written in.
const (
	// Neither is a text without Chinese, or whose Chinese characters are the
	// same in both scripts, or that mixes the two evenly.
	Neither Script = iota
	Simplified
	Traditional
)

// String returns "neither", "simplified" or "traditional".
func (s Script) String() string {
	switch s {
	case Simplified:
		return "simplified"
	case Traditional:
		return "traditional"
	}
	return "neither"
}

// ScriptOf tells by the characters that occur in one script only which of the
// two s is written in; the more frequent kind decides. It is safe for
// concurrent use.
func ScriptOf(s string) Script {
	simp, trad := count(s)
	switch {
	case simp > trad:
		return Simplified
	case trad > simp:
		return Traditional
	}
	return Neither
}

// count counts the characters of s that occur in one script only.
func count(s string) (simp, trad int) {
	marks := marks()
	for _, r := range s {
		if r < utf8.RuneSelf {
			continue
		}
		switch marks[r] {
		case Simplified:
			simp++
		case Traditional:
			trad++
		}
	}
	return simp, trad
}
