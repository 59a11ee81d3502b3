package reading_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/reading"
)

var shipped = sync.OnceValues(func() (*reading.Reader, error) {
	b, findings := knowledge.Load(base.Files)
	if knowledge.Errors(findings) > 0 {
		return nil, fmt.Errorf("the knowledge base: %s", findings[0])
	}
	return reading.New(b)
})

func open(t testing.TB) *reading.Reader {
	t.Helper()
	r, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFacts reads what merchants say unasked. "question=answer" must be read,
// "-question=answer" must not, "question=" must not be answered at all, and
// "~intent" and "!rule" must be found.
func TestFacts(t *testing.T) {
	for text, want := range map[string]string{
		// Charged or not, with negations.
		"客人没有被扣款":                                 "charged=no",
		"顾客没收到扣款短信":                               "charged=no",
		"钱已经扣了，机器说失败":                             "charged=yes",
		"客人收到银行扣款短信了":                             "charged=yes",
		"客戶已經被扣款了":                                "charged=yes",
		"客人沒有被扣款":                                 "charged=no",
		"the customer was charged but no receipt": "charged=yes",
		"the customer was not charged":            "charged=no",
		"nobody was charged":                      "charged=no",
		"she hasn't been charged":                 "charged=no",
		"刷不了卡":                                    "charged=",
		// How many cards.
		"就这一张卡刷不了":               "scope=one_card",
		"所有的卡都刷不了":               "scope=all_cards",
		"换哪家银行的卡都不行":             "scope=all_cards",
		"只有這張卡不行":                "scope=one_card",
		"every card is declined": "scope=all_cards",
		"only this card fails":   "scope=one_card",
		"other cards work fine":  "scope=one_card",
		"我想问个事":                  "scope=",
		// Codes.
		"报91":                          "code=91",
		"显示代码 55":                      "code=55",
		"错误码：A0":                       "code=A0",
		"螢幕顯示代碼 51":                    "code=51",
		"error code 05":                "code=05",
		"response code 97 on the slip": "code=97",
		"ｐｏｓ报错９１":                      "code=91",
		"金额是91块钱":                      "code=",
		"收了55元":                        "code=",
		"2026年11月22日开始的":               "code=",
		// How it was paid.
		"插卡没反应":                  "method=insert",
		"刷磁条读不出来":                "method=swipe",
		"挥卡没反应":                  "method=tap",
		"客人用手机碰一碰付":              "method=tap",
		"tap does not work":      "method=tap",
		"when I insert the card": "method=insert",
		// What changed.
		"昨天刚搬了店":                 "changed=moved",
		"机器摔了一下":                 "changed=dropped_or_wet",
		"咖啡洒了，机器进水了":             "changed=dropped_or_wet",
		"刚升级了系统就不行":              "changed=updated",
		"新装的机器":                  "changed=new_terminal",
		"半年没用了":                  "changed=idle_long",
		"换了路由器的密码":               "changed=sim_or_wifi",
		"什么都没动过":                 "changed=nothing",
		"nothing has changed":    "changed=nothing",
		"we moved to a new shop": "changed=moved",
		"it fell on the floor":   "changed=dropped_or_wet",
		"brand new terminal":     "changed=new_terminal",
		"網絡掉線":                   "-changed=dropped_or_wet",
		"the signal dropped":     "-changed=dropped_or_wet",
		// Operation, amount, attempts, since.
		"撤销不了":                "operation=void",
		"退货退不了":               "operation=refund",
		"预授权做不了":              "operation=preauth",
		"refund failed":       "operation=refund",
		"结算卡换了":               "-operation=settlement",
		"这笔金额特别大":             "amount=unusually_large",
		"金额跟平时差不多":            "amount=usual",
		"a large amount":      "amount=unusually_large",
		"已经试了三次":              "attempts=three_or_more",
		"试了好几次都不行":            "attempts=three_or_more",
		"只刷了一次":               "attempts=one_or_two",
		"I tried three times": "attempts=three_or_more",
		"tried it twice":      "attempts=one_or_two",
		"还能试几次":               "-attempts=three_or_more",
		"从早上开始就不行":            "since=today",
		"好几天了":                "since=days",
		"for two days now":    "since=days",
		// Neighbours, strangers, sign-in.
		"隔壁店也不行":                              "neighbours=same",
		"旁边的店都正常":                             "neighbours=fine",
		"有人打电话让我转账":                           "stranger=yes",
		"someone called and asked for a code": "stranger=yes",
		"没有陌生人联系":                             "stranger=no",
		"重新签到了还是不行":                           "signed_in_again=same",
		"签到后就好了":                              "signed_in_again=fixed",
		"还没签到":                                "signed_in_again=not_tried",
		// Everything said at once.
		"我的卡过不去，后头那位一刷就过了":                                 "scope=one_card",
		"前后几个人都没事":                                         "-scope=all_cards",
		"不管哪家的卡，谁来都报这个":                                    "scope=all_cards",
		"visa and debit, all of them":                      "scope=all_cards",
		"收25打成了250":                                        "card_amount_entered=wrong code=",
		"本来40，手一滑":                                         "code=",
		"they charge me 15 a month":                        "code=",
		"操作员01登不进去":                                        "code=",
		"机器一点动静都没有，没动静":                                    "-changed=nothing",
		"这张卡两年没动过":                                         "-changed=nothing",
		"压在库房大半年没开过":                                       "changed=idle_long",
		"卡是我在移动营业厅办的卡":                                     "sim_owner=own",
		"在楼下那台刷的，到前台这台撤":                                   "void_same=other operation=void",
		"小票上有一条白道，纸换了三卷":                                   "print_look=side paper_new_roll=same",
		"退了六天了":                                            "operation=refund",
		"没出票，后台是成功的":                                       "tx_status=success",
		"the payout says 'under review'":                   "settle_status=held",
		"we ran it again after the logon and it is ok now": "-signed_in_again=same",
		"时间是2000年，密钥也没了":                                   "clock_keys=yes",
		// Intents.
		"转人工":                         "~human",
		"我要找人工客服":                     "~human",
		"轉真人客服":                       "~human",
		"can I talk to a real person": "~human",
		"你好":                          "~greet",
		"謝謝":                          "~thanks",
		"不知道":                         "~unsure",
		"not sure":                    "~unsure",
		"好了，解决了":                      "~solved",
		"还是不行":                        "~not_solved",
		"still not working":           "~not_solved",
		"还没试":                         "~not_tried",
		"上一步":                         "~back",
		"go back":                     "~back",
		"重新开始":                        "~restart",
		"是的":                          "~yes",
		"没有":                          "~no",
		"讲个笑话":                        "~other_subject",
		"你是机器人吗":                      "~who_are_you",
		"机器自己好了":                      "~resolved_by_itself",
		// Safety.
		"客人威胁我":                           "!violence_or_threat",
		"he has a knife":                  "!violence_or_threat",
		"小票没出来，不知道扣了没":                    "!unknown_outcome",
		"not sure if it went through":     "!unknown_outcome",
		"我的身份证被人拿去办了机器":                   "!data_leak",
		"this card is stolen":             "!fraud_in_progress",
		"调单的底单明天中午前要交":                    "!chargeback_deadline",
		"the evidence is due by tomorrow": "!chargeback_deadline",
		"一分没到，代理商失联了":                     "!provider_gone",
		"昨天那笔退错人了":                        "!refund_misdirected",
		"收款码被人换了":                         "!fraud_in_progress",
		"打不出小票纸":                          "charged=",
	} {
		got := open(t).Read(text)
		for w := range strings.FieldsSeq(want) {
			question, answer, _ := strings.Cut(w, "=")
			ok := got.Fact(question) == answer
			switch w[0] {
			case '~':
				ok = got.Has(w[1:])
			case '!':
				ok = slices.Contains(got.Rules, w[1:])
			case '-':
				ok = got.Fact(question[1:]) != answer
			}
			if !ok {
				t.Errorf("%q: want %s, got facts %v, intents %v, rules %v", text, w, got.Facts, got.Intents, got.Rules)
			}
		}
	}
}

// A text that says nothing about a case has no fact, and no rule goes off.
func TestHarmless(t *testing.T) {
	for _, text := range []string{
		"", " ", "。。。", "你好", "谢谢", "hello", "thanks a lot", "好的", "嗯", "机器坏了", "it does not work",
		"怎么把钱退到别的卡", "凭证号输了",
		"请问怎么办", "在吗", "👍", "\x00", "\u202e\u202c", strings.Repeat("哈", 1000),
	} {
		got := open(t).Read(text)
		if len(got.Facts) > 0 || len(got.Rules) > 0 {
			t.Errorf("%q: facts %v, rules %v", text, got.Facts, got.Rules)
		}
	}
}

// Replies are read more leniently than texts that may say anything; "" is none.
func TestReplies(t *testing.T) {
	for _, tc := range []struct{ question, text, want string }{
		{"charged", "没有", "no"},
		{"charged", "没", "no"},
		{"charged", "扣了", "yes"},
		{"charged", "是的", "yes"},
		{"charged", "yes", "yes"},
		{"charged", "no", "no"},
		{"charged", "沒有", "no"},
		{"charged", "no he was not", "no"},
		{"charged", "No, she wasn't.", "no"},
		{"charged", "nope the customer was not", "no"},
		{"charged", "they were not", "no"},
		{"charged", "he hasn't", "no"},
		{"charged", "yes he was", "yes"},
		{"charged", "yeah, they were!", "yes"},
		{"charged", "the customer was", "yes"},
		{"charged", "no he was not sure", ""},
		{"charged", "no he was not here when it failed", ""},
		{"charged", "no I did not see it", ""},
		{"charged", "was he?", ""},
		{"charged", "yes he was angry about it", ""},
		{"hw_restart", "no I have not", ""},
		{"charged", "好像没扣", "no"},
		{"charged", "不知道", ""},
		{"charged", "not sure", ""},
		{"charged", "今天天气", ""},
		{"scope", "就这一张", "one_card"},
		{"scope", "都不行", "all_cards"},
		{"scope", "all of them", "all_cards"},
		{"scope", "不清楚", ""},
		{"code", "91", "91"},
		{"code", "报91", "91"},
		{"code", "a0", "A0"},
		{"code", "代码是 55", "55"},
		{"code", "没有代码", "none"},
		{"method", "插的", "insert"},
		{"method", "扫码", "qr"},
		{"attempts", "两次", "one_or_two"},
		{"attempts", "5", "three_or_more"},
		{"since", "昨天", "days"},
		{"since", "刚才", "just_now"},
		{"stranger", "有", "yes"},
		{"stranger", "没有", "no"},
		{"changed", "没动", "nothing"},
		{"neighbours", "一样", "same"},
		{"signed_in_again", "签了没用", "same"},
		{"other_terminal", "没", ""},
		{"other_terminal", "不能", "fails"},
		{"other_terminal", "no idea", ""},
		{"signal", "现在好了", "good"},
		{"since", "昨天下午", "days"},
		{"since", "今晚", "today"},
		{"code", "success", "none"},
		{"nothing_such", "是", ""},
		{"", "是", ""},
	} {
		r := open(t)
		got, ok := r.Reply(tc.question, r.Read(tc.text))
		if got != tc.want || ok != (tc.want != "") {
			t.Errorf("%s, %q: got %q %v, want %q", tc.question, tc.text, got, ok, tc.want)
		}
	}
}

// Every answer's own button label, typed as it stands, is no other answer.
func TestLabelsAsReplies(t *testing.T) {
	b, _ := knowledge.Load(base.Files)
	r := open(t)
	read, wrong := 0, 0
	for i := range b.Questions {
		q := &b.Questions[i]
		for _, a := range q.Answers {
			for _, lang := range knowledge.Langs() {
				if got, ok := r.Reply(q.ID, r.Read(a.Label.In(lang))); ok && got == a.ID {
					read++
				} else if ok {
					wrong++
					t.Logf("%s: the label %q of %s is read as %s", q.ID, a.Label.In(lang), a.ID, got)
				}
			}
		}
	}
	if wrong*20 > read {
		t.Errorf("%d labels are read as another answer, %d right", wrong, read)
	}
}

// Words that cannot be compiled are errors that name their place, all at once.
func TestBadWords(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	b, _ := knowledge.Load(fstest.MapFS{
		"questions/core.yaml": file("questions:\n  - id: a\n    answers:\n      - id: x\n        cues: ['(a|b']\n      - id: y\n        replies: ['c)']\n"),
		"intents.yaml":        file("intents:\n  - id: greet\n    cues: ['((']\n"),
		"safety.yaml":         file("rules:\n  - id: r\n    cues: ['(']\n"),
	})
	_, err := reading.New(b)
	if err == nil {
		t.Fatal("no error")
	}
	for _, place := range []string{"questions/core.yaml:5", "questions/core.yaml:7", "intents.yaml:3", "safety.yaml:3"} {
		if !strings.Contains(err.Error(), place) {
			t.Errorf("%s is not named in: %v", place, err)
		}
	}
}

func TestShownBy(t *testing.T) {
	r := open(t)
	got := r.Read("屏幕上写着请与银行联系")
	if len(got.Shown) == 0 {
		t.Fatal("the terminal's text was not read")
	}
	problems, _ := r.ShownBy(got.Shown[0].Text)
	if !slices.Equal(problems, got.Shown[0].Problems) || !slices.Contains(problems, "contact_bank_message") {
		t.Errorf("%q is listed by %v", got.Shown[0].Text, problems)
	}
	if p, c := r.ShownBy("nothing such"); p != nil || c != nil {
		t.Error(p, c)
	}
}
