// Package wording tells advice from warnings: whether a text urges its reader
// to do a thing, or forbids it. The editorial checks and the safety rules of
// the dialogue must agree on that, so it stands here once.
//
// It knows two languages and nothing of articles, rules or conversations.
package wording

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// Plain folds a text for finding words in it, without mending anything.
func Plain(s string) string {
	s = strings.ToLower(hanzi.ToSimplified(norm.NFKC.String(s)))
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "’", "'")), " ")
}

// Sentences folds a text and splits it.
func Sentences(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(Plain(text)+" ", ". ", "。"), func(r rune) bool {
		return strings.ContainsRune("。!?;\n", r)
	})
}

// negator matches the words that forbid what follows, with a few words
// between; a comma, a turn or a "then" ends their reach.
var (
	negator = regexp.MustCompile(`(?:不要|不能|不可|不得|不许|不准|不必|不用|不再|不应|不该|不会|不是|不让|不肯|不随便|别|勿|严禁|禁止|切忌|避免|拒绝|无需|无须|没必要|停止|绝不|从不)[^,:就才]{0,10}$|不$`)
	// notNegator are words that only look like a negator.
	notNegator = regexp.MustCompile(`[分特级类识性个区差]别|别[的家人处张行台种国店]|不用(?:了|时)|不是.{0,6}就`)
	negatorEN  = regexp.MustCompile(`^.*(\b(?:never|not|cannot|can't|don't|doesn't|mustn't|shouldn't|won't|nobody|no one|none|without|avoid|stop|refuse|instead of|rather than|no need to|nor)\b(?:[^\w,:]+\w[\w'-]*){0,8}[^\w,:]*)$`)
	turnEN     = regexp.MustCompile(`\b(?:but|then|until)\b`)
	listEN     = regexp.MustCompile(`\b(?:never|not|don't|cannot|avoid)\b[^:]*, (?:\w[\w'-]* ){0,4}(?:or|nor) $`)
)

// symptom is what makes of the words before it something that goes wrong: a
// terminal that 报密码错 asks nobody for a PIN.
var symptom = regexp.MustCompile(`^(?:错|有误|不对|不符|失败|超限|被锁|键盘|密钥| (?:wrong|error|incorrect|failed|pad|keys?|tries)\b)`)

// Symptom reports whether what follows some words makes them name something
// that goes wrong.
func Symptom(after string) bool { return symptom.MatchString(after) }

// Forbidden reports whether what follows a beginning of a sentence is forbidden
// by it: "do not", "请勿".
func Forbidden(before string) bool {
	if negator.MatchString(notNegator.ReplaceAllString(before, "~")) {
		return true
	}
	if m := negatorEN.FindStringSubmatch(before); m != nil {
		return !turnEN.MatchString(m[1])
	}
	// "do not open it, reset it or run it again": a list goes on.
	return listEN.MatchString(before)
}

// Urges reports whether sentences, folded by [Sentences], contain words, folded
// by [Plain], without forbidding them.
func Urges(sentences []string, words string) bool {
	if words == "" {
		return false
	}
	for _, s := range sentences {
		for from := 0; from < len(s); {
			i := strings.Index(s[from:], words)
			if i < 0 {
				break
			}
			at := from + i
			if wholeWord(s, at, at+len(words)) && !Forbidden(s[:at]) && !Symptom(s[at+len(words):]) {
				return true
			}
			from = at + len(words)
		}
	}
	return false
}

// wholeWord reports whether no Latin word goes on over the ends of a part;
// the endings of verbs and plurals do not count.
func wholeWord(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	first, _ := utf8.DecodeRuneInString(s[start:])
	if latin(before) && latin(first) {
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(s[:end]); !latin(last) {
		return true
	}
	rest := s[end:]
	tail := rest[:len(rest)-len(strings.TrimLeftFunc(rest, latin))]
	switch tail {
	case "", "s", "d", "ed", "ing":
		return true
	}
	return false
}

func latin(r rune) bool { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
