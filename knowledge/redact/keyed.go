package redact

import (
	"regexp"
	"strings"
)

// keyword finds a secret by the word before it. The first group of shape is
// the secret.
type keyword struct {
	kind  Kind
	shape *regexp.Regexp
}

// Parts of the shapes: marks and small words that may stand between a word
// and its secret, and digits with blanks or dashes between them.
const (
	link   = `(?:[ \t:=,，。#"'“”「」（(\n-]|是|为|為|is|was|就是|叫|的)*`
	typed  = `(?:输入?了?的?|輸入?了?的?|设的?|設的?|改成了?|改为|我的|他的|她的|客人的|顾客的|number|no\.?|code)?`
	closed = `(?:\d[ -]?)`
)

// keyed lists the secrets that have no shape of their own. Two digits after
// 密码 are a response code, not a PIN.
var keyed = []keyword{
	{CVV, regexp.MustCompile(`(?:cvv2?|cvc2?|cvn2?|cid码?|安全码|安全碼|末三码|末三碼|末三位|后三码|後三碼|背面(?:的)?(?:后|後|末)?(?:三|3)(?:位|码|碼)(?:数字|數字|数|码)?|security code)` + link + typed + link + `(\d[ -]?\d[ -]?\d(?:[ -]?\d)?)(?:\D|$)`)},
	{OTP, regexp.MustCompile(`(?:验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|動態密碼|短信码|簡訊碼|短信密码|\botp\b|verification code|one[- ]?time (?:code|password|passcode|pin)|sms code|code sent)[^\d\[\]•，。,.!?;！？；\n]{0,12}?[ :,，"'(（-]{0,3}(` + closed + `{3,7}\d)(?:\D|$)`)},
	{OTP, regexp.MustCompile(`(?:^|\D)(\d{4,8})[ "'”」)）]{0,2}(?:[(（]|是|为|為|is)[^\d\[\]•，。,.!?;！？；\n]{0,8}(?:验证码|驗證碼|校验码|动态码|動態碼|短信码|\botp\b|(?:verification|security|one-time) (?:code|password))`)},
	{PIN, regexp.MustCompile(`(?:密码|密碼|口令|\bpin(?:码|碼| ?code| ?number| ?no\.?)?|password|passcode|pwd)` + link + typed + link + `(` + closed + `{3,11}\d)(?:\D|$)`)},
	{PIN, regexp.MustCompile(`(?:密码|密碼|口令|\bpin|password|passcode|pwd)(?: ?[:=] ?|是|为|為| is )["'“]?([a-z0-9_@#$%&*!.-]*\d[a-z0-9_@#$%&*!.-]*)`)},
	{Expiry, regexp.MustCompile(`(?:有效期(?:限|至|到)?|到期日?|\bexp(?:iry|ires|iration)?(?: date)?\b|valid (?:thru|through|until|to))` + link + `(\d{1,2} ?[/.-] ?(?:20)?\d\d|20\d\d ?[/.年-] ?\d{1,2}月?|\d{1,2}月 ?/? ?\d\d(?:\d\d)?年?|\d{4})(?:\D|$)`)},
}

// keyed returns the secrets of one keyword.
func (v *view) keyed(k keyword) []span {
	var out []span
	for from := 0; from < len(v.text); {
		m := k.shape.FindStringSubmatchIndex(v.text[from:])
		if m == nil {
			break
		}
		start, end := from+m[2], from+m[3]
		from = max(end, from+1)
		secret := v.text[start:end]
		if digits := strings.Map(onlyDigit, secret); k.kind == PIN && len(digits) < 4 && len(secret) < 4 || unitAfter(v.text[end:], k.kind) {
			continue
		}
		s, e := v.original(start, end)
		out = append(out, span{start: s, end: e, kind: k.kind})
	}
	return out
}

func onlyDigit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// unitAfter reports whether the number before rest is an amount or a year.
func unitAfter(rest string, kind Kind) bool {
	if kind == Expiry {
		return false
	}
	rest = strings.TrimLeft(rest, " ")
	for _, unit := range []string{"元", "块", "塊", "年", "月", "万", "萬", "笔", "筆", "次", "分钟", "usd", "rmb", "yuan", "dollar"} {
		if strings.HasPrefix(rest, unit) {
			return true
		}
	}
	return false
}
