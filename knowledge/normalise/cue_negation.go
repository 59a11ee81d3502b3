package normalise

import "strings"

// maxAway is how many Chinese characters may stand between a negation and what
// it voids.
const maxAway = 2

// negations are what makes a hit void, in Chinese; a longer one first.
var negations = [][]rune{[]rune("不是"), []rune("没有"), []rune("并非"), []rune("没"), []rune("未"), []rune("无"), []rune("别"), []rune("不")}

// Words that hold a character of a negation and negate nothing that follows.
var (
	// afterNegation are characters behind 不, 没, 无 and 别 that make a word
	// with them: 不行, 不了, 没反应, 别的.
	afterNegation = map[rune]string{
		'不': "了上出到过动去来成进掉住起通着得行好对下足够回完见清管论但仅光止只停断同少久然如错料妨稳",
		'没': "反用电网事钱纸问信关",
		'无': "反效论",
		'别': "的人家处店张台名",
		'未': "知来必",
	}
	// beforeNegation are characters before it: 特别, 要不, 是不是, 有没有.
	beforeNegation = map[rune]string{
		'别': "特分级个类区识告性",
		'不': "要差对",
	}
)

// negatedBefore reports whether a negation in the same clause stands before i,
// at most two characters or one Latin word away.
func negatedBefore(text []rune, i int) bool {
	if negatedLatin(text, i, 1) {
		return true
	}
	for away := 0; away <= maxAway; away++ {
		end := i - away
		if end <= 0 || away > 0 && !isChinese(text[end]) {
			return false
		}
		if negationEnds(text, end, i) {
			return true
		}
	}
	return false
}

// negatedJust reports whether a negation that begins at from or later ends
// directly before i.
func negatedJust(text []rune, from, i int) bool {
	for _, r := range negations {
		if i-len(r) >= from && hasRunes(text, i-len(r), r) && negationEnds(text, i, i) {
			return true
		}
	}
	return i > from && negatedLatin(text, i, 0) && latinFrom(text, i) >= from
}

// negationEnds reports whether a Chinese negation ends at end that negates
// what begins at i.
func negationEnds(text []rune, end, i int) bool {
	for _, r := range negations {
		start := end - len(r)
		if start < 0 || text[start] != r[0] || !hasRunes(text, start, r) {
			continue
		}
		last := r[len(r)-1]
		if last == '是' {
			last = 0
		}
		// What follows the negation makes another word of it.
		if end < i && last != 0 && strings.ContainsRune(afterNegation[last], text[end]) {
			return false
		}
		if end == i && last == '别' && i < len(text) && strings.ContainsRune(afterNegation['别'], text[i]) {
			return false
		}
		if start > 0 && strings.ContainsRune(beforeNegation[r[0]], text[start-1]) {
			return false
		}
		return true
	}
	return false
}

// negatedLatin reports whether the last Latin word before i, or one of the
// most words before that one, is a negation.
func negatedLatin(text []rune, i, most int) bool {
	for away := range most + 1 {
		for i > 0 && (text[i-1] == ' ' || text[i-1] == '-') {
			i--
		}
		start := latinFrom(text, i)
		if start == i {
			return false
		}
		word := string(text[start:i])
		switch word {
		case "not", "no", "never", "without", "cannot":
			return true
		}
		if strings.HasSuffix(word, "n't") {
			return true
		}
		if away == 0 && strings.Contains(completes, " "+word+" ") {
			return false
		}
		i = start
	}
	return false
}

// completes are words that a negation before them belongs to: in "it doesn't
// work other cards do", nothing is said against the other cards.
const completes = " work works working worked pass go going through read reads print prints connect connects respond responding " +
	"accept accepted yet anymore now sure matter help ok good responding charging online "

// latinFrom returns where the Latin word that ends at i begins, or i.
func latinFrom(text []rune, i int) int {
	for i > 0 && isWord(text[i-1]) {
		i--
	}
	return i
}

// beginsNegated reports whether a phrase begins with a negation: its first
// characters, or all alternatives it begins with.
func beginsNegated(body string) bool {
	alts, _ := parseAlternatives([]rune(body))
	return len(alts) > 0 && allNegated(alts[0])
}

func allNegated(seq []node) bool {
	if len(seq) == 0 {
		return false
	}
	if seq[0].group != nil {
		for _, alt := range seq[0].group {
			if !allNegated(alt) {
				return false
			}
		}
		return true
	}
	var b strings.Builder
	for _, n := range seq {
		if n.group != nil {
			break
		}
		b.WriteRune(n.r)
	}
	text := b.String()
	for _, n := range negations {
		if strings.HasPrefix(text, string(n)) {
			return true
		}
	}
	word, _, _ := strings.Cut(strings.ReplaceAll(text, "…", " "), " ")
	switch word {
	case "not", "no", "never", "without", "nobody", "none", "nothing", "neither", "cannot":
		return true
	}
	return strings.HasSuffix(word, "n't")
}
