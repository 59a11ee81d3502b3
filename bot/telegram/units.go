package telegram

import (
	"unicode"
	"unicode/utf16"
)

// Units counts a text as Telegram does, in UTF-16 units: most characters are
// one, emoji and rare characters are two.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// fit gives the number of bytes of the longest beginning of a text that has at
// most max units.
func fit(s string, max int) int {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > max {
			return i
		}
	}
	return len(s)
}

// clipUnits cuts a text after at most max units.
func clipUnits(s string, max int) string { return s[:fit(s, max)] }

// shorten cuts a text to at most max units, and shows that it did.
func shorten(s string, max int) string {
	if Units(s) <= max {
		return s
	}
	return s[:boundary(s, fit(s, max-1))] + "…"
}

// boundary moves a cut in a text back to where it goes through nothing that
// is read as one character: a letter and its accents, an emoji made of
// several, a flag. It is 0 when there is no such place.
func boundary(s string, cut int) int {
	for cut > 0 && cut < len(s) && !parts(s[:cut], s[cut:]) {
		_, size := lastRune(s[:cut])
		cut -= size
	}
	return cut
}

const (
	joiner    = '\u200d' // zero-width joiner: between the parts of an emoji
	nonJoiner = '\u200c'
)

// parts reports whether two texts can be shown apart.
func parts(before, after string) bool {
	last, _ := lastRune(before)
	next, _ := firstRune(after)
	switch {
	case last == '\r' && next == '\n', last == joiner, next == joiner, next == nonJoiner:
		return false
	case unicode.In(next, unicode.M, unicode.Variation_Selector):
		return false
	case next >= 0x1F3FB && next <= 0x1F3FF, next >= 0xE0020 && next <= 0xE007F: // shades of skin, tags of a flag
		return false
	case unicode.Is(unicode.Regional_Indicator, last) && unicode.Is(unicode.Regional_Indicator, next):
		return flags(before)%2 == 0
	}
	return true
}

// flags counts the regional indicators at the end of a text: two make a flag.
func flags(s string) int {
	n := 0
	for {
		r, size := lastRune(s)
		if size == 0 || !unicode.Is(unicode.Regional_Indicator, r) {
			return n
		}
		n++
		s = s[:len(s)-size]
	}
}
