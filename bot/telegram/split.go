package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// breaks are the places where a text is cut, the best first. Each is the end
// of what stays before the cut.
var breaks = [][]string{
	{"\n\n"},
	{"\n"},
	{"。", "！", "？", "；", "…", ". ", "! ", "? ", "; "},
	{"，", "、", "：", ", ", ": "},
	{" ", "\u3000"},
}

// Split cuts a text into pieces that Telegram takes as messages: of at most
// 4096 UTF-16 units, ended at a paragraph, line, sentence, clause or word
// where there is one in the second half of the room. Blanks at a cut are left
// out; nothing else is. A text that fits is returned as it is; pieces of a
// longer one are never blank.
func Split(text string) []string {
	if Units(text) <= maxText {
		return []string{text}
	}
	var out []string
	for text != "" {
		cut := len(text)
		if Units(text) > maxText {
			cut = cutAt(text)
		}
		piece := strings.TrimRightFunc(text[:cut], unicode.IsSpace)
		if strings.TrimSpace(piece) != "" {
			out = append(out, piece)
		}
		text = strings.TrimLeftFunc(text[cut:], unicode.IsSpace)
	}
	return out
}

// cutAt gives where a text that is too long is cut; it is never 0.
func cutAt(text string) int {
	end := fit(text, maxText)
	from := fit(text, maxText/2)
	for _, marks := range breaks {
		best := -1
		for _, mark := range marks {
			if i := strings.LastIndex(text[from:end], mark); i >= 0 {
				best = max(best, from+i+len(mark))
			}
		}
		if best > 0 && parts(text[:best], text[best:]) {
			return best
		}
	}
	if cut := boundary(text, end); cut > from {
		return cut
	}
	return end // a single character of thousands of accents
}

func firstRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }

func lastRune(s string) (rune, int) { return utf8.DecodeLastRuneInString(s) }
