package check

import (
	"regexp"
	"strings"
)

// number matches what may be a telephone number: digits, with what people
// write between them.
var (
	number = regexp.MustCompile(`\+?\d(?:[\s\-–‑.()（）]?\d){4,}`)
	// hotline are the short numbers of banks, carriers and authorities.
	hotline = regexp.MustCompile(`^(?:9[56]\d{3,4}|100[0-8]\d|123\d{2})$`)
	round   = regexp.MustCompile(`^\d+0{3,}$`)
	dotted  = regexp.MustCompile(`^\d+\.\d+$`)
	date    = regexp.MustCompile(`^(?:19|20)\d\d[-.](?:0\d|1[0-2])[-.][0-3]\d`)
)

// links are the ways to lead merchants elsewhere.
var links = []struct {
	what string
	form *regexp.Regexp
}{
	{"a link", regexp.MustCompile(`(?i)\b(?:(?:https?|ftp|tg)://|www\.)[^\s，。]*`)},
	{"a link", regexp.MustCompile(`(?i)\b[a-z0-9][a-z0-9-]*\.(?:com|cn|net|org|io|me|info|biz|xyz|top|cc|vip|app|hk|tw|uk|us|eu|ly)\b`)},
	{"a mail address", regexp.MustCompile(`(?i)[a-z0-9._-]+@[a-z0-9-]+\.[a-z]+`)},
	{"a user name", regexp.MustCompile(`(?i)(?:^|[\s：:，,(（])@[a-z][a-z0-9_]{3,}`)},
	{"a QQ number", regexp.MustCompile(`(?i)\bqq\s*(?:群|号|group|no\.?|number)?\s*[:：]?\s*\d{5,}`)},
	{"a WeChat id", regexp.MustCompile(`(?i)(?:微信|微信号|wechat|weixin|\bvx|\bwx)\s*(?:号|id)?\s*[:：]\s*[a-z][a-z0-9_-]{5,}`)},
}

// contacts checks that no text holds a telephone number that nobody has
// verified, or leads anywhere else.
func (c *checker) contacts() {
	verified := map[string]bool{}
	for _, p := range c.base.Safety.Phones {
		verified[digits(p.Number)] = true
	}
	for _, p := range c.texts.passages {
		text := p.text
		for _, l := range links {
			if found := l.form.FindString(text); found != "" {
				c.fail(p.at, "link", "remove it", "%s has %s: %s", p.kind, l.what, strings.TrimSpace(found))
				text = strings.ReplaceAll(text, found, " ")
			}
		}
		for _, n := range number.FindAllString(text, -1) {
			if isPhone(n) && !verified[digits(n)] {
				c.fail(p.at, "phone", "remove it, or add it to the verified numbers of safety.yaml", "%s has the number %s, which nobody has verified", p.kind, n)
			}
		}
	}
}

// isPhone reports whether a run of digits may be a telephone number. Round
// amounts, dates and decimal numbers are none.
func isPhone(s string) bool {
	d := digits(s)
	if dotted.MatchString(s) || date.MatchString(s) || round.MatchString(s) && len(d) < 10 {
		return false
	}
	return len(d) >= 7 || hotline.MatchString(d) || strings.HasPrefix(s, "+")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
