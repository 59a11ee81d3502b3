package check

import (
	"regexp"
	"slices"

	"github.com/tillmate/tillmate/knowledge/wording"

	"github.com/tillmate/tillmate/knowledge"
)

// banned checks that no advice contains words that none may contain.
func (c *checker) banned() {
	words := make([][]string, len(c.base.Safety.Banned))
	for i, b := range c.base.Safety.Banned {
		words[i] = folded(b.Words)
	}
	for _, p := range c.texts.passages {
		if !p.kind.advice() {
			continue
		}
		said := wording.Sentences(p.text)
		for i, b := range c.base.Safety.Banned {
			for j, w := range b.Words {
				if wording.Urges(said, words[i][j]) {
					c.fail(p.at, "banned", "word it otherwise, or as something not to do", "%s says %q: %s", p.kind, w, b.Why.In(p.lang))
				}
			}
		}
	}
}

// forbidden checks that the steps of a cause that a safety rule covers do not
// say what the rule forbids.
func (c *checker) forbidden() {
	for _, p := range c.texts.passages {
		if p.kind != step || p.cause == nil {
			continue
		}
		said := wording.Sentences(p.text)
		for i := range c.base.Safety.Rules {
			r := &c.base.Safety.Rules[i]
			if len(r.Forbid) == 0 || !c.covers(r, p.owner, p.cause) {
				continue
			}
			for j, w := range folded(r.Forbid) {
				if wording.Urges(said, w) {
					c.fail(p.at, "forbidden", "word it otherwise, or as something not to do",
						"the step says %q, which the rule %s forbids for %s", r.Forbid[j], r.ID, p.cause.ID)
				}
			}
		}
	}
}

func folded(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = wording.Plain(w)
	}
	return out
}

// covers reports whether a rule will mostly be active when a cause's advice is
// given.
func (c *checker) covers(r *knowledge.SafetyRule, p *knowledge.Problem, cause *knowledge.Cause) bool {
	if slices.Contains(r.Problems, p.Slug) || len(common(p.Codes, r.Codes)) > 0 {
		return true
	}
	for id, answers := range r.Facts {
		words := cause.Expects[id]
		if words == nil {
			words = p.Expects[id]
		}
		if q := c.base.Question(id); words == nil && q != nil && p.Asks(id) {
			words = q.ByRoute[cause.Route]
		}
		for _, a := range answers {
			if w := words[a]; w == knowledge.Always || w == knowledge.Usually {
				return true
			}
		}
	}
	return false
}

// The patterns are matched in folded sentences; what stands before a match may
// forbid it, and what makes the sentence a question or a doubt excuses it.
var (
	secret = []*regexp.Regexp{
		regexp.MustCompile(`(?:把|将)[^,。]{0,8}(?:密码|\bpin\b|安全码|\bcvv2?\b|\bcvn2?\b|验证码|(?:完整|全部|整个|整串|全)的?卡号)[^,。]{0,4}(?:发|告诉|报|念|提供|给)`),
		regexp.MustCompile(`(?:发|提供|告诉|报|念|说出|写下|抄下|记下|拍|问|索要|留下|核对)[^,、。]{0,8}(?:密码|\bpin\b|安全码|\bcvv2?\b|\bcvn2?\b|验证码|(?:完整|全部|整个|整串|全)的?卡号)`),
		regexp.MustCompile(`\b(?:send|give|tell|share|read out|say|provide|report|write down|note|copy|photograph|ask for|collect)\b[^,.]{0,24}\b(?:pin|pin code|cvv2?|cvc2?|security code|sms code|one-time (?:code|password)|otp|verification code|(?:full|whole|complete|entire) card number)\b`),
	}
	// ownPassword are the passwords of the terminal itself.
	ownPassword = regexp.MustCompile(`(?:操作员|主管|管理员|员工|柜员|签到|开机|热点|wi-?fi|无线|登录|路由|账号|初始|原|旧|新|门店|后台)[^,、。]{0,4}密码|\b(?:operator|supervisor|manager|admin|wi-?fi|hotspot|login|router|network|terminal's)\b`)

	// asking is a question about a secret, not for it.
	asking = regexp.MustCompile(`怎么|如何|怎样|为什么|重置|\b(?:how|why|reset|changed?)\b`)

	promise = []*regexp.Regexp{
		regexp.MustCompile(`(?:[0-9一二三四五六七八九十两几]+(?:个)?(?:工作)?(?:日|天|小时|分钟|周|星期|月)(?:之?内|以内|后|左右)?|(?:当天|次日|明天|今天|马上|立刻|很快)[^。?]{0,3}(?:会|就|能|一定|必|可以|即可|肯定|保证))[^。?]{0,6}(?:到账|退回|退到|入账|解冻|返还|打款|退款成功|划回)`),
		regexp.MustCompile(`\b(?:within|in|after|takes?|take up to|up to|next) (?:a |the |about |at most |up to )?(?:\d+|one|two|three|four|five|six|seven|ten|few|several|couple of)?(?:(?: to |-|–)\w+)? ?(?:business |working |banking |calendar )?(?:minutes?|hours?|days?|weeks?)\b.*\b(?:refund|refunded|credited|arrives?|paid out|paid back|your money|the money|get it|back|settled|unfrozen|released)\b`),
		regexp.MustCompile(`\b(?:refund|refunded|credited|arrives?|arrive|paid out|paid back|money|get it|settled|unfrozen|released)\b.*\b(?:within|in|takes?|tomorrow|today) ?(?:a |the |about |at most |up to )?(?:\d+|one|two|three|four|five|six|seven|ten|few|several|couple of)?(?:(?: to |-|–)\w+)? ?(?:business |working |banking |calendar )?(?:minutes?|hours?|days?|weeks?)\b`),
	}
	doubt = regexp.MustCompile(`问|多久|何时|什么时候|是否|没有?(?:到|退|入)|未(?:到|退|入)|不到|超过|还没|如果|要是|\b(?:if|when|whether|asks?|how long|not|more than|longer)\b`)
)

// secrets checks that no advice and no question asks for what nobody may have.
func (c *checker) secrets() {
	for _, p := range c.texts.passages {
		if !p.kind.advice() && p.kind != haveReady && p.kind != questionText {
			continue
		}
		for _, s := range wording.Sentences(p.text) {
			if found := asksSecret(s); found != "" {
				c.fail(p.at, "secret", "leave it out: nobody may ask for PIN, CVV, full card number or SMS code", "%s asks for a secret: %q", p.kind, found)
				break
			}
		}
	}
}

// promised checks that no advice says when money will arrive.
func (c *checker) promised() {
	for _, p := range c.texts.passages {
		if !p.kind.advice() && p.kind != prose {
			continue
		}
		for _, s := range wording.Sentences(p.text) {
			if found := promises(s); found != "" {
				c.fail(p.at, "promise", "say whom to ask instead", "%s promises when money arrives: %q", p.kind, found)
				break
			}
		}
	}
}

// asksSecret gives the words of a folded sentence that ask for a secret, or "".
func asksSecret(sentence string) string {
	return match(secret, sentence, func(found string) bool {
		return ownPassword.MatchString(found) || asking.MatchString(found)
	})
}

// promises gives the words of a folded sentence that promise money, or "".
func promises(sentence string) string {
	if doubt.MatchString(sentence) {
		return ""
	}
	return match(promise, sentence, func(string) bool { return false })
}

// match gives the first match of a pattern that is neither excused nor
// forbidden by what stands before it.
func match(patterns []*regexp.Regexp, sentence string, excused func(string) bool) string {
	for _, form := range patterns {
		for _, at := range form.FindAllStringIndex(sentence, -1) {
			found := sentence[at[0]:at[1]]
			if !excused(found) && !wording.Forbidden(sentence[:at[0]]) && !wording.Symptom(sentence[at[1]:]) {
				return found
			}
		}
	}
	return ""
}
