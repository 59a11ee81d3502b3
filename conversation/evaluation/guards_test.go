package evaluation_test

import (
	"slices"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// guard states one safety rule a second time, in words of its own: what sets
// it off, and what then holds for every advice. What the shipped rules say must
// not be enough to keep it.
type guard struct {
	id   string
	rule string // the rule in words
	// What sets it off: any of these.
	facts    map[string][]string
	codes    []string
	problems []string
	says     knowledge.Text // a merchant's words

	ask    string          // a question that comes before any advice
	person bool            // nothing is advised, a person takes over
	first  knowledge.Lines // parts of the steps that come before all others
	never  knowledge.Lines // parts of what is never to be done
	urges  []string        // words that no step urges
}

// repeats are words that ask for the payment to be made once more.
var repeats = []string{
	"再刷", "重刷", "重新刷", "再试", "重试", "再插", "再挥", "再扫", "再付", "再收一", "再收这", "提高金额再收", "take the payment", "charge more", "try a usual amount", "重新收", "重做", "刷一次", "再来一次",
	"try again", "once more", "swipe again", "tap again", "insert again", "charge again", "run it again", "run the card", "retry", "pay again",
}

var guards = []guard{
	{
		id: "unknown_outcome", rule: "After a lost answer nothing is advised before it was asked whether the customer was charged.",
		codes: []string{"06", "09", "32", "68", "84", "91", "96", "98", "A2", "A4", "A5", "A6", "X7"},
		says:  knowledge.Text{ZH: "刷到一半停电了，不知道扣没扣", EN: "the power went out during the payment"},
		ask:   "charged",
	},
	{
		id: "charged", rule: "Where the customer was or may have been charged, the sale is looked up first and nothing is charged again.",
		facts: map[string][]string{"charged": {"yes", "unsure"}},
		ask:   "tx_status",
		first: knowledge.Lines{ZH: []string{"在交易明细或后台查这一笔"}, EN: []string{"look this sale up in the transaction list"}},
		never: knowledge.Lines{ZH: []string{"不要对这位顾客重复收款", "不要用现金退刷卡的钱"}, EN: []string{"Do not charge this customer again", "Do not give cash back"}},
		urges: repeats,
	},
	{
		id: "possibly_successful", rule: "A code that means success yet to be confirmed is not followed by a second sale.",
		codes: []string{"A2", "A4", "A5", "A6"},
		never: knowledge.Lines{ZH: []string{"不要重做"}, EN: []string{"do not repeat it"}},
	},
	{
		id: "violence_or_threat", rule: "Threatened people are told to see to their safety, and a person takes over.",
		says:   knowledge.Text{ZH: "有人拿刀威胁我", EN: "a man with a knife threatens me"},
		person: true,
		first:  knowledge.Lines{ZH: []string{"先保证您和店里人的安全", "报警"}, EN: []string{"safety first", "call the police"}},
		never:  knowledge.Lines{ZH: []string{"不要对质、追赶或扣住对方"}, EN: []string{"Do not confront, chase or hold anyone"}},
	},
	{
		id: "fraud_in_progress", rule: "A sale that looks like fraud is not completed, and a person takes over.",
		problems: []string{"fraud_suspect"},
		says:     knowledge.Text{ZH: "客人连着换了五张卡试，名字都不一样", EN: "he tried five cards in a row, none in his name"},
		person:   true,
		first:    knowledge.Lines{ZH: []string{"不要完成这笔交易"}, EN: []string{"Do not complete the sale"}},
		never:    knowledge.Lines{ZH: []string{"不要帮人套现", "不要指责、追赶或扣住顾客"}, EN: []string{"Help nobody to cash out", "Do not accuse, chase or hold"}},
		urges:    append([]string{"刷完转", "hand over cash"}, repeats...),
	},
	{
		id: "pick_up_card", rule: "A card that is to be picked up is not tried again, nor taken by force or trick.",
		codes:    []string{"04", "07", "33", "34", "35", "36", "37", "41", "43", "67"},
		problems: []string{"pickup_card"},
		never:    knowledge.Lines{ZH: []string{"这张卡不要再试", "只有安全"}, EN: []string{"Do not try this card again", "only if it is safe"}},
		urges:    []string{"抢卡", "骗客人", "骗顾客", "骗持卡人", "扣住", "拦住", "把卡扣下", "再刷这张卡", "再试这张卡", "grab the card", "trick", "by force", "this card again", "same card again"},
	},
	{
		id: "data_leak", rule: "Where data leaked, no more data is given away, and a person takes over.",
		problems: []string{"data_leak"},
		says:     knowledge.Text{ZH: "我的身份证和银行卡信息被泄露了", EN: "my personal data was leaked"},
		person:   true,
		never:    knowledge.Lines{ZH: []string{"不要再发证件、卡号或验证码"}, EN: []string{"Send no more documents, card numbers or codes"}},
	},
	{
		id: "scam_in_progress", rule: "Who gave an impostor money or codes breaks off and saves what can be saved, and a person takes over.",
		says:   knowledge.Text{ZH: "我把验证码告诉了自称客服的人，钱已经转过去了", EN: "I gave the caller my code and sent the money"},
		person: true,
		first:  knowledge.Lines{ZH: []string{"马上停止联系", "给银行卡挂失"}, EN: []string{"Break off now", "have the card blocked"}},
		never:  knowledge.Lines{ZH: []string{"不要回拨陌生号码"}, EN: []string{"Do not call back strangers"}},
		urges:  []string{"回拨", "共享屏幕", "call back", "share your screen"},
	},
	{
		id: "chargeback_deadline", rule: "A dispute whose deadline is close goes to a person, and nothing is forged.",
		says:   knowledge.Text{ZH: "调单明天下午截止，还没交资料", EN: "the chargeback has to be answered by tomorrow noon"},
		person: true,
		never:  knowledge.Lines{ZH: []string{"不要伪造、补签小票"}, EN: []string{"Do not forge or sign slips"}},
	},
	{
		id: "provider_gone", rule: "Money that does not come from a provider nobody can reach goes to a person.",
		says:   knowledge.Text{ZH: "货款三天没到账，代理商失联了", EN: "no payouts and the provider has vanished"},
		person: true,
		never:  knowledge.Lines{ZH: []string{"不要再用这台机器收款"}, EN: []string{"Take no more payments"}},
	},
	{
		id: "funds_frozen", rule: "Frozen money goes to a person; no middleman is paid.",
		problems: []string{"funds_frozen"},
		says:     knowledge.Text{ZH: "我的货款被冻结了", EN: "my funds are frozen"},
		person:   true,
		never:    knowledge.Lines{ZH: []string{"不要找收费的中介"}, EN: []string{"Pay no middleman"}},
		urges:    []string{"找中介", "找人解冻", "pay an agent", "pay to unfreeze"},
	},
	{
		id: "police_or_court", rule: "Papers and orders of authorities go to a person.",
		says:   knowledge.Text{ZH: "公安局来电话说要调查", EN: "the police came with a court order"},
		person: true,
	},
	{
		id: "terminal_lost", rule: "A lost terminal goes to a person, to be switched off.",
		problems: []string{"terminal_lost"},
		says:     knowledge.Text{ZH: "我的机器昨晚被偷了", EN: "my terminal was stolen"},
		person:   true,
	},
	{
		id: "tamper_with_stranger", rule: "A terminal that a stranger handled is out of use at once, and a person takes over.",
		says:   knowledge.Text{ZH: "有个陌生人拆过我的机器", EN: "a stranger opened my terminal"},
		person: true,
		first:  knowledge.Lines{ZH: []string{"马上停用这台机器"}, EN: []string{"Stop using this terminal now"}},
		never:  knowledge.Lines{ZH: []string{"不要自己拆开看"}, EN: []string{"Do not open it to look"}},
		urges:  []string{"拆开", "交给上门", "open it", "unscrew"},
	},
	{
		id: "tampered", rule: "A terminal that reports tampering takes no more cards and is neither opened nor reset.",
		problems: []string{"tamper"},
		first:    knowledge.Lines{ZH: []string{"马上停用这台机器"}, EN: []string{"Stop using this terminal now"}},
		never:    knowledge.Lines{ZH: []string{"不要自己拆机、重置"}, EN: []string{"Do not open or reset it"}},
		urges:    append([]string{"重置", "恢复出厂", "拆机", "继续用", "继续刷", "factory reset", "reset it", "reset the terminal", "keep using", "open the case", "try another card"}, repeats...),
	},
	{
		id: "three_attempts", rule: "After three tries the card is left alone until the reason is mended.",
		facts: map[string][]string{"attempts": {"three_or_more"}},
		never: knowledge.Lines{ZH: []string{"原因没解决前不要再用这张卡"}, EN: []string{"leave this card alone"}},
		urges: []string{"再试几次", "多试几次", "多刷几次", "反复刷", "keep trying", "try a few more times", "several more times"},
	},
	{
		id: "pin_entry", rule: "Only the customer enters the PIN, and nobody asks for it.",
		codes:    []string{"38", "55", "75"},
		problems: []string{"wrong_pin", "pin_locked"},
		never:    knowledge.Lines{ZH: []string{"密码只由顾客本人遮挡着输", "不要问密码"}, EN: []string{"Only the customer enters the PIN", "Never ask for a PIN"}},
		urges:    []string{"替顾客输", "帮顾客输", "替客人输", "问密码", "告诉您密码", "报密码", "ask for the pin", "enter the pin for", "tell you the pin", "tell you their pin"},
	},
	{
		id: "refund_to_card", rule: "A card sale goes back to the same card, never in cash or to another one.",
		facts:    map[string][]string{"operation": {"refund", "void"}},
		problems: []string{"refund_failed", "void_failed", "double_charge", "wrong_amount"},
		never:    knowledge.Lines{ZH: []string{"刷卡的钱只能原路退回"}, EN: []string{"A card sale goes back to the same card only"}},
		urges:    []string{"退现金", "现金退", "退到别的卡", "退到另一张", "转账退", "refund in cash", "give cash", "cash back", "refund to another", "back to another card"},
	},
	{
		id: "refund_misdirected", rule: "A refund to the wrong person goes to a person.",
		says:   knowledge.Text{ZH: "退款退错人了", EN: "the refund went to the wrong card"},
		person: true,
	},
	{
		id: "no_evasion", rule: "Nobody is helped round limits and risk control.",
		codes:    []string{"61", "65", "13", "OG", "OQ", "G3"},
		problems: []string{"amount_limit", "count_limit", "merchant_restricted", "terminal_moved", "user_abnormal"},
		never:    knowledge.Lines{ZH: []string{"来绕过限制"}, EN: []string{"Do not get round limits"}},
		urges:    []string{"拆单", "拆成", "拆小", "分几笔", "分多笔", "分开刷", "换商户名", "换个商户", "改定位", "split", "smaller amounts", "several payments", "merchant name", "fake location"},
	},
}

// holds reports whether the rule holds for a case whose best guess is a
// problem, as the table states it.
func (g *guard) holds(c *conversation.Case, problem string) bool {
	latest := map[string]string{}
	for _, a := range c.Answers {
		latest[a.Question] = a.Answer
	}
	for question, answers := range g.facts {
		if slices.Contains(answers, latest[question]) {
			return true
		}
	}
	return slices.Contains(g.codes, latest[knowledge.CodeQuestion]) || slices.Contains(g.problems, problem) ||
		slices.ContainsFunc(c.Texts, func(t conversation.Text) bool { return slices.Contains(t.Rules, g.id) })
}
