package normalise

// maxWedge is the length in letters of the longest syllable (zhuang, chuang).
const maxWedge = 6

// dropWedges drops Latin letters that only repeat the sound of the Chinese
// character they stand at, a trick to pass word filters: 信xin息, 刷ka卡. A
// single consonant counts when the next character begins with it (刷k卡) and
// nothing but Chinese or the beginning comes before.
func dropWedges(text []rune) (out []rune, changed bool) {
	out = text
	for i := 0; i < len(out); {
		if out[i] < 'a' || out[i] > 'z' || wordAt(out, i-1) {
			i++
			continue
		}
		end := i
		for end < len(out) && out[end] >= 'a' && out[end] <= 'z' {
			end++
		}
		if wordAt(out, end) || !isWedge(out, i, end) {
			i = end
			continue
		}
		if !changed {
			out, changed = append([]rune(nil), out...), true
		}
		out = append(out[:i], out[end:]...)
	}
	return out, changed
}

// isWedge reports whether the letters text[i:end] repeat a neighbour's sound.
func isWedge(text []rune, i, end int) bool {
	if end-i > maxWedge {
		return false
	}
	before, after := chineseAt(text, i-1), chineseAt(text, end)
	if end-i == 1 {
		c := text[i]
		vowel := c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'
		return after && (before || i == 0) && !vowel && sounds().begins(c, text[end])
	}
	letters := string(text[i:end])
	return after && sounds().spells(letters, text[end]) || before && sounds().spells(letters, text[i-1])
}
