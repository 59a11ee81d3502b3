package redact

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	// tokenShape is a Telegram bot token.
	tokenShape = regexp.MustCompile(`\b\d{8,10}:[a-z0-9_-]{35}`)
	// trackShape is track 1 or track 2 of a magnetic stripe, sentinels or not.
	trackShape = regexp.MustCompile(`%?b\d{12,19}\^[^^\n]{0,30}\^[^?\n]*\??|;?\d{13,19}[=d]\d{4,}[^?\s]*\??`)
	// dateTimeShape is a date, a time or both, with marks between the parts.
	dateTimeShape = regexp.MustCompile(`(?:19|20)\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日?(?:[ t]?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?|\d{1,2}[:：]\d\d[:：]\d\d`)
	// phoneShape is a Chinese mobile number, in one or in three parts.
	phoneShape = regexp.MustCompile(`(?:\+?86[ -]?)?\b1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b`)
	// named is what introduces numbers that must stay readable.
	named = regexp.MustCompile(`(?:商户号|商戶號|商户编号|商户代码|特店代號|商店代號|merchant(?: ?id| ?number| ?no\.?)?|\bmid\b|` +
		`终端号|終端號|終端機號|端末機號|terminal(?: ?id| ?number| ?no\.?)?|\btid\b|` +
		`参考号|參考號|检索号|reference(?: ?number| ?no\.?)?|\brrn\b|\bref(?: ?no\.?)?|` +
		`订单号?|訂單號?|订单编号|单号|單號|流水号|流水號|凭证号|order(?: ?id| ?number| ?no\.?)?)[^\d\pL]{0,4}(?:是|为|為|is)?[^\d\pL]{0,4}$`)
	cardName = regexp.MustCompile(`(?:卡号|卡號|card(?: ?number| ?no\.?)?)[^\d\pL]{0,4}(?:是|为|為|is)?[^\d\pL]{0,4}$`)
)

// The length of a card number in digits.
const (
	minCard = 13
	maxCard = 19
)

// group is a run of digits with nothing at all between them.
type group struct {
	start, end int // in the view
	digits     string
	keep       bool // not part of a card
}

// cards returns the card numbers and resident ids.
func (v *view) cards() []span {
	groups := v.groups()
	v.keepDates(groups)
	v.claimCards(groups)
	v.keepNamed(groups)
	var out []span
	for i := 0; i < len(groups); {
		j := i + 1
		for j < len(groups) && !groups[i].keep && !groups[j].keep && v.joined(groups[j-1], groups[j]) {
			j++
		}
		if !groups[i].keep {
			out = append(out, v.inRun(groups[i:j])...)
		}
		i = j
	}
	return out
}

// groups splits the digits of the text. Chinese numerals count where they
// continue a run of digits or are many.
func (v *view) groups() []group {
	var out []group
	var cur *group
	for i, r := range v.text {
		d := digitValue(r)
		if d < 0 {
			cur = nil
			continue
		}
		if cur == nil {
			out = append(out, group{start: i})
			cur = &out[len(out)-1]
		}
		cur.digits += string(rune('0' + d))
		cur.end = i + utf8.RuneLen(r)
		if v.hides(i, cur.end) {
			cur = nil
		}
	}
	return out
}

// hides reports whether the original has something without width between the
// character at text[i:next] and the one after it.
func (v *view) hides(i, next int) bool {
	_, size := utf8.DecodeRuneInString(v.orig[v.at[i]:])
	return v.at[next] != v.at[i]+size
}

// keepDates marks the groups that are dates, times and telephone numbers.
func (v *view) keepDates(groups []group) {
	mark := func(start, end int) {
		for i := range groups {
			if groups[i].start < end && start < groups[i].end {
				groups[i].keep = true
			}
		}
	}
	for _, m := range dateTimeShape.FindAllStringIndex(v.text, -1) {
		if !digitAt(v.text, m[0]-1) && !digitAt(v.text, m[1]) {
			mark(m[0], m[1])
		}
	}
	for _, m := range phoneShape.FindAllStringIndex(v.text, -1) {
		if v.alone(m[0], m[1]) {
			mark(m[0], m[1])
		}
	}
	for i := range groups {
		if d := groups[i].digits; stamp(d, "20060102150405") || stamp(d, "20060102") {
			groups[i].keep = true
		}
	}
}

// claimCards takes back what was kept where it is a part of a longer number
// with a card's first and check digits: 4000 0000 0000 0 2000-1-2 holds no date.
func (v *view) claimCards(groups []group) {
	for i := range groups {
		digits, free := "", false
		for j := i; j < len(groups) && (j == i || v.joined(groups[j-1], groups[j])); j++ {
			digits += groups[j].digits
			free = free || !groups[j].keep
			if len(digits) > maxCard {
				break
			}
			if free && len(digits) >= minCard && schemed(digits) && luhn(digits) {
				for k := i; k <= j; k++ {
					groups[k].keep = false
				}
			}
		}
	}
}

// keepNamed marks the numbers that the text calls a merchant's, a terminal's,
// a reference or an order.
func (v *view) keepNamed(groups []group) {
	for i := range groups {
		g := &groups[i]
		if len(g.digits) > 4 && named.MatchString(v.text[max(0, g.start-48):g.start]) && !v.payableFrom(groups[i:]) {
			g.keep = true
		}
	}
}

// alone reports whether no further digits are joined to text[start:end].
func (v *view) alone(start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(v.text[:start], " -"))
	after, _ := utf8.DecodeRuneInString(strings.TrimLeft(v.text[end:], " -"))
	return digitValue(before) < 0 && digitValue(after) < 0
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

// stamp reports a date, or date and time, without marks: 20241105093000.
func stamp(digits, layout string) bool {
	t, err := time.Parse(layout, digits)
	return err == nil && t.Year() >= 2000 && t.Year() < 2100
}

// payableFrom reports whether the first groups, joined, are a number that a
// card may bear.
func (v *view) payableFrom(groups []group) bool {
	digits := ""
	for i, g := range groups {
		if i > 0 && !v.joined(groups[i-1], g) || len(digits)+len(g.digits) > maxCard {
			return false
		}
		if digits += g.digits; payable(digits) {
			return true
		}
	}
	return false
}

// payable reports a number that a card may bear, whatever it is called: of 16
// or more digits with a valid check digit and the first digits of a scheme.
func payable(digits string) bool {
	return len(digits) >= 16 && len(digits) <= maxCard && luhn(digits) && schemed(digits)
}

// schemed reports whether the first digits are those of a card scheme
// (ISO/IEC 7812 major industries 3 to 6, Mastercard's 2-series and JCB).
func schemed(digits string) bool {
	return strings.ContainsRune("456", rune(digits[0])) || digits[0] == '2' && digits[1] >= '2' && digits[1] <= '7' ||
		digits[0] == '3' && strings.ContainsRune("05689", rune(digits[1])) || strings.HasPrefix(digits, "95") && len(digits) >= 19
}

// joined reports whether two groups may be parts of one number: nothing but a
// few blanks and marks between them.
func (v *view) joined(a, b group) bool {
	between := v.text[a.end:b.start]
	return utf8.RuneCountInString(between) <= 4 && strings.Trim(between, " -._·•*,/\\|~、，'\"+:;=#\n\t") == ""
}

// inRun returns the cards and ids in a run of joined groups: at each group the
// longest number with a valid check digit, else what looks like a card.
func (v *view) inRun(run []group) []span {
	var out []span
	for i := 0; i < len(run); {
		n, kind := v.numberAt(run[i:], i == 0)
		if n == 0 {
			i++
			continue
		}
		start, end := run[i].start, run[i+n-1].end
		var digits strings.Builder
		for _, g := range run[i : i+n] {
			digits.WriteString(g.digits)
		}
		all := digits.String()
		if kind == ID && end < len(v.text) && v.text[end] == 'x' {
			end++
		}
		s, e := v.original(start, end)
		out = append(out, span{s, e, kind, all[max(0, len(all)-4):]})
		i += n
	}
	return out
}

// numberAt returns how many groups from the first make a card number or a
// resident id, or 0. whole tells that the run begins here.
func (v *view) numberAt(run []group, whole bool) (groups int, kind Kind) {
	digits, best, even, tight := "", 0, true, true
	for n := 1; n <= len(run) && len(digits)+len(run[n-1].digits) <= maxCard; n++ {
		g := run[n-1]
		digits += g.digits
		even = even && (n == 1 || len(run[n-2].digits) == 4 || len(digits) == 15)
		tight = tight && (n == 1 || run[n-2].end == g.start)
		if v.resident(digits, g.end) {
			return n, ID
		}
		if len(digits) < minCard {
			continue
		}
		// A reference and an amount are no card, four digits four times are.
		closed := n == len(run) || run[n].start > g.end
		shaped := n == 1 && closed || tight && closed || whole && n == len(run) && even
		if (luhn(digits) || shaped) && !v.merchant(run[0], digits, n) {
			best = n
		}
	}
	return best, Card
}

// merchant reports a merchant number: 15 digits in one group that are not a
// card's, or that the text calls so.
func (v *view) merchant(first group, digits string, groups int) bool {
	return groups == 1 && len(digits) == 15 && !luhn(digits) && !cardName.MatchString(v.text[max(0, first.start-32):first.start])
}

// resident reports a resident id: 17 digits and the right check character,
// which may be an X after the digits, with a date of birth inside.
func (v *view) resident(digits string, end int) bool {
	switch {
	case len(digits) == 17 && end < len(v.text) && v.text[end] == 'x':
		digits += "x"
	case len(digits) != 18:
		return false
	}
	if _, err := time.Parse("20060102", digits[6:14]); err != nil || digits[6:8] < "18" || digits[6:8] > "21" {
		return false
	}
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(digits[i]-'0') * weight
	}
	return "10x98765432"[sum%11] == digits[17]
}

// luhn reports whether the check digit is right.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
