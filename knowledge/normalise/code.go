package normalise

import (
	"slices"
	"strings"
	"unicode"
)

// codeSet reads response codes. A code has two characters, digits or Latin
// letters. It is read where the text introduces it (错误码, 报, rc), where it
// is all there is, and in running text where it is a known code and nothing
// says that the number is an amount, a time or a count.
type codeSet struct{ known map[string]bool }

func newCodeSet(codes []string) codeSet {
	c := codeSet{known: make(map[string]bool, len(codes))}
	for _, code := range codes {
		c.known[strings.ToUpper(code)] = true
	}
	return c
}

// codeText is a cleaned text in both cases, of the same length.
type codeText struct {
	plain []rune // as typed
	text  []rune // in lower case
}

// found is a code and where it stands.
type found struct {
	code       string
	start, end int
}

// read returns the codes of a cleaned text, in order, each once.
func (c codeSet) read(plain []rune) []string {
	t := codeText{plain, lower(plain)}
	hits := c.whole(t)
	if hits == nil {
		hits = c.scan(t)
	}
	var out []string
	for _, h := range hits {
		if !slices.Contains(out, h.code) {
			out = append(out, h.code)
		}
	}
	return out
}

// scan reads the codes in running text from left to right.
func (c codeSet) scan(t codeText) []found {
	var hits []found
	for i := 0; i < len(t.text); {
		h, ok := c.at(t, i)
		if !ok {
			i = skipWord(t.text, i)
			continue
		}
		hits = append(hits, h)
		i = h.end
		for {
			next, ok := c.listed(t, i)
			if !ok {
				break
			}
			hits = append(hits, next)
			i = next.end
		}
	}
	return hits
}

// skipWord returns the place after the Latin word, the number or the single
// character that begins at i.
func skipWord(text []rune, i int) int {
	if !isAlnum(text[i]) {
		return i + 1
	}
	for i < len(text) && isAlnum(text[i]) {
		i++
	}
	return i
}

// at reads a code that begins at i, the beginning of a word.
func (c codeSet) at(t codeText, i int) (found, bool) {
	if h, ok := c.glued(t, i); ok {
		return h, true
	}
	strong, intro := introduced(t.text, i)
	if intro {
		if h, ok := c.token(t, i, strong); ok && !counted(t.text, h.end) {
			return h, true
		}
		return found{}, false
	}
	return c.bare(t, i)
}

// glued reads a code written together with what introduces it: e91, rc05.
func (c codeSet) glued(t codeText, i int) (found, bool) {
	end := skipWord(t.text, i)
	word := string(t.text[i:end])
	for _, prefix := range []string{"e", "er", "err", "error", "rc", "code", "resp"} {
		rest, ok := strings.CutPrefix(word, prefix)
		if !ok || len(rest) < 2 || !isDigits(rest) && prefix != "code" && prefix != "rc" {
			continue
		}
		if code, ok := c.canonical(rest, false); ok && (isDigits(rest) || c.known[code]) {
			return found{code, i, end}, true
		}
	}
	return found{}, false
}

// token reads the code that an introduction leads to: two digits, three with a
// leading zero, two single digits apart, Chinese digits, or two characters.
func (c codeSet) token(t codeText, i int, strong bool) (found, bool) {
	if h, ok := c.chinese(t, i, strong); ok {
		return h, true
	}
	end := skipWord(t.text, i)
	if end == i+1 && !isAlnum(t.text[i]) {
		return found{}, false
	}
	if end == i+1 && isDigit(t.text[i]) {
		return c.apart(t, i)
	}
	if numbersAround(t.text, i, end) {
		return found{}, false
	}
	word := string(t.plain[i:end])
	if !isDigits(word) && word != strings.ToUpper(word) && (!strong || !hasDigit(word)) {
		return found{}, false
	}
	code, ok := c.canonical(word, strong)
	if !ok {
		return found{}, false
	}
	return found{code, i, end}, true
}

// apart reads two single digits with one blank between them.
func (c codeSet) apart(t codeText, i int) (found, bool) {
	s := t.text
	if i+2 >= len(s) || !isDigit(s[i]) || s[i+1] != ' ' || !isDigit(s[i+2]) || i+3 < len(s) && isAlnum(s[i+3]) {
		return found{}, false
	}
	if i+4 < len(s) && s[i+3] == ' ' && isDigit(s[i+4]) || i >= 2 && s[i-1] == ' ' && isDigit(s[i-2]) {
		return found{}, false
	}
	return found{string([]rune{s[i], s[i+2]}), i, i + 3}, true
}

// canonical gives the code a word of two characters stands for: in upper case,
// O and 0 exchanged where that makes a known code. Three digits count with a
// leading zero. Digits need not be known; letters must, unless the
// introduction is strong and one character is a digit.
func (c codeSet) canonical(word string, strong bool) (string, bool) {
	word = strings.ToUpper(word)
	if len(word) == 3 && word[0] == '0' && isDigits(word) {
		word = word[1:]
	}
	if len(word) != 2 || !isAlnum(unicode.ToLower(rune(word[0]))) || !isAlnum(unicode.ToLower(rune(word[1]))) {
		return "", false
	}
	if c.known[word] || isDigits(word) {
		return word, true
	}
	for _, v := range []string{
		strings.ReplaceAll(word, "O", "0"),
		strings.ReplaceAll(word, "0", "O"),
	} {
		if v != word && (c.known[v] || isDigits(v) && strings.Contains(word, "O")) {
			return v, true
		}
	}
	return word, strong && hasDigit(word) && len(c.known) == 0
}

// bare reads a known code in running text that nothing introduces.
func (c codeSet) bare(t codeText, i int) (found, bool) {
	end := skipWord(t.text, i)
	if end-i != 2 || i > 0 && isAlnum(t.text[i-1]) {
		return found{}, false
	}
	word := string(t.plain[i:end])
	if !c.known[word] || counted(t.text, end) {
		return found{}, false
	}
	if isDigits(word) {
		return found{word, i, end}, !numbersAround(t.text, i, end) && !amountBefore(t.text, i)
	}
	// Letters in running text: only the A codes, and A4 is a paper.
	return found{word, i, end}, word[0] == 'A' && isDigits(word[1:]) && word != "A4"
}

// listed reads one more code of a list after a code that ended at i.
func (c codeSet) listed(t codeText, i int) (found, bool) {
	j := i
	for j < len(t.text) && j-i < 3 && strings.ContainsRune(" /、,|和或跟及&", t.text[j]) {
		j++
	}
	if j == i || j >= len(t.text) || t.text[j-1] == ' ' && strings.TrimSpace(string(t.text[i:j])) == "" && !digitsAt(t.text, j) {
		return found{}, false
	}
	end := skipWord(t.text, j)
	if end-j != 2 || counted(t.text, end) || numberAfter(t.text, end) {
		return found{}, false
	}
	word := string(t.plain[j:end])
	if word != strings.ToUpper(word) || !hasDigit(word) {
		return found{}, false
	}
	code, ok := c.canonical(word, true)
	return found{code, j, end}, ok
}

// whole reads a text that is nothing but codes.
func (c codeSet) whole(t codeText) []found {
	from, to := 0, len(t.text)
	for from < to && !isAlnum(t.text[from]) && chineseDigit(t.text[from]) < 0 && !isChinese(t.text[from]) {
		from++
	}
	for to > from && !isAlnum(t.text[to-1]) && chineseDigit(t.text[to-1]) < 0 && !isChinese(t.text[to-1]) {
		to--
	}
	inner := codeText{t.plain[from:to], t.text[from:to]}
	switch {
	case len(inner.text) == 0 || len(inner.text) > 30 || from > 0 && amountSign(t.text[from-1]) || to < len(t.text) && t.text[to] == '%':
		return nil
	case len(inner.text) == 3 && inner.text[1] == ' ':
		if h, ok := c.apart(inner, 0); ok {
			return []found{h}
		}
	case len(inner.text) == 2 && chineseDigit(inner.text[0]) >= 0 && chineseDigit(inner.text[1]) >= 0:
		return []found{{digitsOf(inner.text), 0, 2}}
	}
	return c.list(inner)
}

// list reads a text of codes with nothing but separators between them.
func (c codeSet) list(t codeText) []found {
	var hits []found
	for i := 0; i < len(t.text); {
		end := skipWord(t.text, i)
		if !isAlnum(t.text[i]) {
			if !strings.ContainsRune(" /、,|和或跟及&\n", t.text[i]) {
				return nil
			}
			i = end
			continue
		}
		word := string(t.plain[i:end])
		code, ok := c.canonical(word, true)
		if end-i != 2 || !ok || !isDigits(word) && !c.known[code] || !hasDigit(word) && word != strings.ToUpper(word) {
			return nil
		}
		hits = append(hits, found{code, i, end})
		i = end
	}
	if len(hits) == 2 && len(t.text) == 5 && looksLikeDate(t.text) {
		return nil
	}
	return hits
}

// looksLikeDate reports month/day: 05/12.
func looksLikeDate(s []rune) bool {
	return s[2] == '/' && digitsAt(s, 0) && digitsAt(s, 3) &&
		string(s[:2]) <= "12" && string(s[:2]) >= "01" && string(s[3:]) <= "31" && string(s[3:]) >= "01"
}
