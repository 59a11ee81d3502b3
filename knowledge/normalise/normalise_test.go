package normalise

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// testTerms and testLexicon are a small knowledge base.
func testTerms() knowledge.Terms {
	return knowledge.Terms{Rewrites: []knowledge.Rewrite{
		{To: "pos机", From: []string{"刷卡机", "端末机", "咭机", "poss机", "p0s机", "pos 机"}, Kind: "regional"},
		{To: "卡", From: []string{"咭", "k卡"}, Kind: "regional"},
		{To: "信用卡", From: []string{"信用ka"}, Kind: "obfuscation"},
		{To: "银行卡", From: []string{"银行ka"}, Kind: "obfuscation"},
		{To: "扫码", From: []string{"扫k码"}, Kind: "obfuscation"},
		{To: "账", From: []string{"帐"}, Kind: "variant"},
		{To: "撤销", From: []string{"撤消"}, Kind: "variant"},
		{To: "流量卡", From: []string{"流浪卡"}, Kind: "typo"},
		{To: "密钥", From: []string{"密匙"}, Kind: "typo"},
		{To: "预授权", From: []string{"预授"}, Kind: "variant"},
		{To: "屏幕", From: []string{"荧幕", "萤幕"}, Kind: "regional"},
		{To: "sign in", From: []string{"log on", "logon"}, Kind: "variant"},
		{To: "terminal", From: []string{"card machine"}, Kind: "variant"},
	}}
}

var testLexicon = []string{
	"请与银行联系", "请联系发卡行", "交易失败，请联系发卡行", "交易失败", "余额不足", "请先签到", "请重新签到", "签到失败", "通讯超时",
	"冲正失败", "冲正成功", "网络连接失败", "系统异常", "用户异常", "商户异常", "商户未登记", "终端未登记，请联系收单行或银联", "密码错误", "密码错误次数超限",
	"MAC校验错", "密钥错误", "密钥不存在", "打印机缺纸", "打印失败", "卡未激活", "无效卡号", "发卡方超时", "流量已用尽", "受限制的卡", "没收卡", "无网络", "网络异常", "终端号不存在",
	"INSUFFICIENT FUNDS", "TRANSACTION DECLINED", "CARD EXPIRED", "CALL ISSUER", "PRINTER ERROR", "TERMINAL NOT REGISTERED", "CONNECTION FAILED", "51",
}

func testNormaliser() *Normaliser { return New(testTerms(), testLexicon, knownCodes()) }

func TestFold(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"ＰＯＳ机　９１", "pos机 91"},
		{"刷卡機顯示請與銀行聯繫", "pos机显示请与银行联系"},
		{"刷\u200b不\ufeff了\u202e卡", "刷不了卡"},
		{"刷💳卡😭😭不行", "刷卡不行"},
		{"card❌not", "card not"},
		{"👨‍👩‍👧 hello 🇨🇳", "hello"},
		{"急！！！！怎么办？？", "急!怎么办?"},
		{"it says ‘no signal’ and 'wait'", `it says "no signal" and "wait"`},
		{"don't lose the customers' cards", "don't lose the customers' cards"},
		{"'tis the waiter's", "'tis the waiter's"},
		{"。。。。", "。"},
		{"……", "."},
		{"helppppp", "help"},
		{"stilllll not", "still not"},
		{"www", "www"},
		{"100000", "100000"},
		{"哈哈哈哈", "哈哈哈哈"},
		{"  a \t b\r\n\r\n c  ", "a b\nc"},
		{"it’s “fine”—ok", `it's "fine"-ok`},
		{"信XIN息", "信息"},
		{"刷KA卡", "刷卡"},
		{"刷k卡", "刷卡"},
		{"KA卡", "卡"},
		{"信用ka不行", "信用卡不行"},
		{"银行ka", "银行卡"},
		{"扫k码刷k卡", "扫码刷卡"},
		{"刷k卡机", "pos机"},
		{"IC卡", "ic卡"},
		{"SIM卡 WiFi", "sim卡 wifi"},
		{"用U盾和APP", "用u盾和app"},
		{"MAC码", "mac码"},
		{"poss机 p0s机", "pos机 pos机"},
		{"预授 预授权", "预授权 预授权"},
		{"入帳", "入账"},
		{"card machine won't log on", "terminal won't sign in"},
		{"cardmachine", "cardmachine"},
		// Typing errors.
		{"充正失败怎么办", "冲正失败怎么办"},
		{"一直冲整失败", "一直冲正失败"},
		{"请先签道", "请先签到"},
		{"一直通迅超时", "一直通讯超时"},
		{"用户亦常", "用户异常"},
		{"系统易常", "系统异常"},
		{"请联系发卡航", "请联系发卡行"},
		{"网落连接失败", "网络连接失败"},
		{"网落不行", "网络不行"},
		{"流浪卡到期", "流量卡到期"},
		{"密匙不存在", "密钥不存在"},
		{"余鹅不足", "余额不足"},
		{"请于银行联系", "请与银行联系"},
		{"打应机缺纸", "打印机缺纸"},
		{"终端未登计", "终端未登记"},
		{"商户未登计", "商户未登记"},
		{"insufficent funds", "insufficient funds"},
		{"transction declned", "transaction declined"},
		{"card expried", "card expired"},
		{"pritner error", "printer error"},
		{"charged and changed", "charged and changed"},
	}
	n := testNormaliser()
	for _, tt := range tests {
		got := n.Fold(tt.in)
		if got != tt.want {
			t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if read := n.Read(tt.in).Folded; read != got {
			t.Errorf("Read(%q) folds to %q, Fold to %q", tt.in, read, got)
		}
	}
}

// ordinarySentences must come out as they went in.
var ordinarySentences = []string{
	"今天中午的饭真好吃", "钱到了没有", "钱到哪里去了", "卡好像刷不了", "网络中断了", "这张卡是我朋友的", "我想问一下怎么退押金", "昨天下午三点多刷的",
	"客人已经走了", "麻烦帮我看一下", "老板不在店里", "机器放在抽屉里", "你们几点下班", "我再试一次", "换了一张卡就好了", "客人说卡里有钱",
	"前面排了好多人", "这个月生意不好", "我们店刚搬过来", "小孩把水洒在上面了", "隔壁的店都能用", "信号一直只有一格", "屏幕上没有别的字", "他说明天再来",
	"付款失败了怎么办", "退款失败了怎么办", "金额不足怎么补", "会员余额怎么查", "我把卡插进去就这样", "按了确认键没反应", "练习了好几遍", "蜜月旅行的客人",
	"上户口要什么材料", "请重新输入一次", "到账时间是多久", "单号在哪里看", "我叫王小明", "麻烦你打电话给我", "这是我们的营业执照", "这台是去年买的",
	"先在后台查一下", "一个字都不提示", "说好今天到的", "首单优惠不能用", "等结果时用现金", "拔卡太早了", "我收不到短信", "搜不到蓝牙设备",
	"用布擦一擦芯片", "老刷不出来", "可以收款吗", "扫完码客人就走了", "充电器坏了", "冲一杯咖啡", "电话一直占线", "忘记带身份证了",
	"机器时间慢了一天", "小票打出来是白的", "有人冒充客服", "客户的信息不要乱发", "发票抬头写错了", "头发掉在打印机里", "公里数不对", "皇后大道那家店",
	"a friend of mine called the bank", "we changed the message on the screen", "the contract was signed", "I charged the customer twice", "costumes are printed",
}

func TestOrdinaryTextStays(t *testing.T) {
	n := testNormaliser()
	if len(ordinarySentences) < 60 {
		t.Errorf("only %d sentences", len(ordinarySentences))
	}
	for _, s := range ordinarySentences {
		if got, want := n.Fold(s), strings.ToLower(s); got != want {
			t.Errorf("Fold(%s) = %s", s, got)
		}
		if text := n.Read(s); len(text.Codes) > 0 || len(text.Screens) > 0 {
			t.Errorf("Read(%s): codes %q, screens %q", s, text.Codes, text.Screens)
		}
	}
}

func TestScreens(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"显示请与银行联系", []string{"请与银行联系"}},
		{"顯示 請與銀行 聯繫！", []string{"请与银行联系"}},
		{"交易失败", []string{"交易失败"}},
		{"交易失败请联系发卡行", []string{"交易失败，请联系发卡行"}},
		{"先是余额不足，后来交易失败", []string{"余额不足", "交易失败"}},
		{"冲整失败", []string{"冲正失败"}},
		{"mac 校验错", []string{"MAC校验错"}},
		{"it says Insufficient-Funds!", []string{"INSUFFICIENT FUNDS"}},
		{"insufficent funds", []string{"INSUFFICIENT FUNDS"}},
		{"recall issuers", nil},
		{"51", nil},
		{"密码错误次数超限", []string{"密码错误次数超限"}},
		{"没有交易", nil},
	}
	n := testNormaliser()
	for _, tt := range tests {
		if got := n.Read(tt.in).Screens; !slices.Equal(got, tt.want) {
			t.Errorf("Read(%q).Screens = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestRead(t *testing.T) {
	got := testNormaliser().Read("刷卡機報９１，請與銀行聯繫")
	if got.Script != hanzi.Traditional || !got.Chinese || !slices.Equal(got.Codes, []string{"91"}) || len(got.Screens) != 1 {
		t.Errorf("read %+v", got)
	}
	if got := testNormaliser().Read("call issuer 01"); got.Chinese || got.Script != hanzi.Neither || len(got.Screens) != 1 {
		t.Errorf("read %+v", got)
	}
}

// TestCompileWithTerms holds that cues may be written with spellings that the
// terms rewrite.
func TestCompileWithTerms(t *testing.T) {
	n := testNormaliser()
	c, err := n.Compile([]string{"(刷卡机|机器)坏", "(logon|log on)…failed", "!咭机借"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"刷卡機壞了", "log on always failed", "机器坏了"} {
		if !c.Match(n.Fold(s)) {
			t.Errorf("%q is not found", s)
		}
	}
}

// alphabet has what folding acts on.
const alphabet = "刷卡机充正失败签道发航行余额不足信息请与银行联系預授權帳ka卡kxin息pos机 logn91A０￥。!…\n😀\u200bé"

func TestFoldTwice(t *testing.T) {
	n := testNormaliser()
	texts := rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), 0, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		once := n.Fold(texts.Draw(t, "text"))
		if strings.ContainsFunc(once, func(r rune) bool { return r >= 'A' && r <= 'Z' || r == '\u200b' || r == '😀' }) {
			t.Fatalf("%q is not folded", once)
		}
		if twice := n.Fold(once); twice != once {
			t.Fatalf("%q, folded again %q", once, twice)
		}
	})
}

// TestLexiconIsFound holds that every screen text is found in any sentence
// around it, in either script and any width.
func TestLexiconIsFound(t *testing.T) {
	n := testNormaliser()
	rapid.Check(t, func(t *rapid.T) {
		entry := rapid.SampledFrom(testLexicon[:len(testLexicon)-1]).Draw(t, "entry")
		text := entry
		if rapid.Bool().Draw(t, "traditional") {
			text = hanzi.ToTraditional(text)
		}
		text = rapid.SampledFrom([]string{"", "显示:", "says ", "刷完就出 "}).Draw(t, "before") + text +
			rapid.SampledFrom([]string{"", "。", " 怎么办", "!!"}).Draw(t, "after")
		if strings.Contains(text, "打印") || strings.Contains(text, "金鑰") {
			return
		}
		if got := n.Read(text).Screens; !slices.Contains(got, entry) {
			if traditional := hanzi.ToTraditional(entry); hanzi.ToSimplified(traditional) != entry {
				return // Taiwan says it in other words
			}
			t.Fatalf("%q: screens %q", text, got)
		}
	})
}

func FuzzRead(f *testing.F) {
	n := testNormaliser()
	for _, s := range append(ordinarySentences[:8:8], "充正失败 报91/96", "ＰＯＳ", "刷KA卡 insufficent", "\xff", "e\u0301🇨🇳9️⃣1️⃣") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := n.Read(s)
		if !utf8.ValidString(got.Folded) {
			t.Fatalf("%q folds to invalid text", s)
		}
		for _, c := range got.Codes {
			if len(c) != 2 || c != strings.ToUpper(c) {
				t.Fatalf("%q: code %q", s, c)
			}
		}
		for _, sc := range got.Screens {
			if !slices.Contains(testLexicon, sc) {
				t.Fatalf("%q: screen %q", s, sc)
			}
		}
	})
}

const (
	shortText = "刷卡显示请与银行联系，换了三张卡都一样，重新签到也没有用"
	longText  = "昨天晚上开始机器就不太对，先报91后来96，今天早上一开门就一直通迅超时，重启了三次，网落也换过，手机热点也试了，" +
		"插卡和挥卡都一样，扫码倒是能收，客人说银行发了短信但是机器显示交易失败，隔壁的店是好的，打客服电话一直占线，请问现在怎么办？"
)

func BenchmarkRead(b *testing.B) {
	n := testNormaliser()
	for _, bb := range []struct{ name, text string }{{"short", shortText}, {"long", longText}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n.Read(bb.text)
			}
		})
	}
}
