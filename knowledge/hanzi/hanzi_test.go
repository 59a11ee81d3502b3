package hanzi_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// pairs are sentences in both scripts that convert in both directions.
var pairs = []struct{ simplified, traditional string }{
	{"发票", "發票"},
	{"头发", "頭髮"},
	{"里面", "裡面"},
	{"公里", "公里"},
	{"皇后", "皇后"},
	{"以后", "以後"},
	{"干净", "乾淨"},
	{"干什么", "幹什麼"},
	{"重新签到", "重新簽到"},
	{"余额不足", "餘額不足"},
	{"账户异常", "帳戶異常"},
	{"一台机器", "一台機器"},
	{"后台", "後台"},
	{"柜台", "櫃檯"},
	{"台风", "颱風"},
	{"冲正失败", "沖正失敗"},
	{"占线", "佔線"},
	{"对不起", "對不起"},
	{"撤销这笔交易", "撤銷這筆交易"},
	{"请插卡", "請插卡"},
	{"没收卡，请联络发卡行", "沒收卡，請聯絡發卡行"},
	{"预授权完成", "預授權完成"},
	{"刷卡机没有纸了", "刷卡機沒有紙了"},
	{"只有这一张卡", "只有這一張卡"},
	{"一只手", "一隻手"},
	{"面条", "麵條"},
	{"表面", "表面"},
	{"周末", "週末"},
	{"系统", "系統"},
	{"关系", "關係"},
	{"退还押金", "退還押金"},
	{"复印", "複印"},
	{"恢复", "恢復"},
	{"重复", "重複"},
	{"制造", "製造"},
	{"限制", "限制"},
	{"钱没到账", "錢沒到帳"},
	{"手续费", "手續費"},
	{"已经扣款", "已經扣款"},
	{"营业执照", "營業執照"},
	{"POS机 91", "POS機 91"},
}

func TestBothWays(t *testing.T) {
	for _, p := range pairs {
		if got := hanzi.ToTraditional(p.simplified); got != p.traditional {
			t.Errorf("ToTraditional(%s) = %s, want %s", p.simplified, got, p.traditional)
		}
		back := strings.NewReplacer("帳", "账").Replace(p.traditional)
		if got := hanzi.ToSimplified(back); got != p.simplified {
			t.Errorf("ToSimplified(%s) = %s, want %s", back, got, p.simplified)
		}
	}
}

// TestTaiwan holds whole sentences in Taiwan's own words.
func TestTaiwan(t *testing.T) {
	tests := []struct{ in, want string }{
		{"请把屏幕上的代码发给我，里面的信息不要泄露，然后重新签到。", "請把螢幕上的代碼發給我，裡面的訊息不要洩露，然後重新簽到。"},
		{"网络连接失败，请检查路由器", "網路連接失敗，請檢查路由器"},
		{"打印机缺纸，请换热敏纸后重新打印", "印表機缺紙，請換感熱紙後重新列印"},
		{"芯片卡请插卡", "晶片卡請插卡"},
		{"收到银行短信了吗？", "收到銀行簡訊了嗎？"},
		{"请持卡人拨打卡背面的电话，联系发卡行", "請持卡人撥打卡背面的電話，聯絡發卡行"},
		{"软件升级后死机了", "軟體升級後當機了"},
		{"信号只有一格", "訊號只有一格"},
		{"别再刷这张卡，先换一张", "別再刷這張卡，先換一張"},
		{"密码不要告诉任何人", "密碼不要告訴任何人"},
		{"不要把验证码发给对方", "不要把驗證碼發給對方"},
		{"终端密钥丢失，请联系收单机构重新下载", "終端金鑰丟失，請聯絡收單機構重新下載"},
		{"这笔钱原路退回", "這筆錢原路退回"},
		{"发卡行维护中，请稍候", "發卡行維護中，請稍候"},
		{"请确认金额后再试一次", "請確認金額後再試一次"},
		{"plain English, code 91", "plain English, code 91"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := hanzi.ToTraditional(tt.in); got != tt.want {
			t.Errorf("ToTraditional(%s)\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

func TestToSimplified(t *testing.T) {
	tests := []struct{ in, want string }{
		{"刷卡機顯示請與銀行聯繫", "刷卡机显示请与银行联系"},
		{"臺灣的晶片卡", "台湾的晶片卡"},
		{"等著客人", "等着客人"},
		{"著名", "著名"},
		{"餘額", "余额"},
		{"裡面 裏面", "里面 里面"},
		{"乾坤", "乾坤"},
		{"餅乾", "饼干"},
		{"妳好", "你好"},
		{"帳戶", "帐户"},
		{"bad \xff bytes 機", "bad \xff bytes 机"},
	}
	for _, tt := range tests {
		if got := hanzi.ToSimplified(tt.in); got != tt.want {
			t.Errorf("ToSimplified(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestScriptOf(t *testing.T) {
	tests := []struct {
		in   string
		want hanzi.Script
	}{
		{"", hanzi.Neither},
		{"call issuer", hanzi.Neither},
		{"91", hanzi.Neither},
		{"卡不行", hanzi.Neither},
		{"皇后", hanzi.Neither},
		{"刷不了卡，机器坏了", hanzi.Simplified},
		{"机器", hanzi.Simplified},
		{"機器壞了", hanzi.Traditional},
		{"我要找真人客服 謝謝", hanzi.Traditional},
		{"測試", hanzi.Traditional},
		{"收不到錢", hanzi.Traditional},
		{"一台", hanzi.Neither},
		{"机機", hanzi.Neither},
	}
	for _, tt := range tests {
		if got := hanzi.ScriptOf(tt.in); got != tt.want {
			t.Errorf("ScriptOf(%q) = %v, want %v", tt.in, got, tt.want)
		}
	}
}

// TestSize keeps the binary small.
func TestSize(t *testing.T) {
	if size := hanzi.EmbeddedSize(); size > 400<<10 {
		t.Errorf("%d bytes are embedded, more than 400 KB", size)
	}
}

// alphabet mixes what converts with what must not.
const alphabet = "发票头里面皇后干净一台账户余额着著乾坤於打印信息网络發髮裡裏乾淨臺帳賬餘額a1 ，。麼么幺只隻周週"

func checkStable(t interface{ Errorf(string, ...any) }, s string) {
	simple := hanzi.ToSimplified(s)
	if again := hanzi.ToSimplified(simple); again != simple {
		t.Errorf("ToSimplified(%q) = %q, then %q", s, simple, again)
	}
	trad := hanzi.ToTraditional(s)
	if hanzi.ScriptOf(s) == hanzi.Traditional {
		return // mixed text is converted further each time
	}
	if again := hanzi.ToTraditional(trad); again != trad {
		t.Errorf("ToTraditional(%q) = %q, then %q", s, trad, again)
	}
	if utf8.ValidString(s) != utf8.ValidString(simple) || utf8.ValidString(s) != utf8.ValidString(trad) {
		t.Errorf("%q: validity changed", s)
	}
}

func TestStable(t *testing.T) {
	runes := rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), 0, 30, -1)
	rapid.Check(t, func(t *rapid.T) { checkStable(t, runes.Draw(t, "text")) })
}

func FuzzConvert(f *testing.F) {
	for _, p := range pairs {
		f.Add(p.simplified)
		f.Add(p.traditional)
	}
	f.Add("\xff\xfe机")
	f.Fuzz(func(t *testing.T, s string) { checkStable(t, s) })
}

const sixty = "刷卡显示请与银行联系，换了三张卡都一样，重新签到也没有用，信号是满格的，扫码收款正常，客人说没有扣款，请问现在应该怎么办呢谢谢"

func BenchmarkToTraditional(b *testing.B) {
	hanzi.ToTraditional(sixty)
	b.ReportAllocs()
	for b.Loop() {
		hanzi.ToTraditional(sixty)
	}
}

func BenchmarkToSimplified(b *testing.B) {
	text := hanzi.ToTraditional(sixty)
	hanzi.ToSimplified(text)
	b.ReportAllocs()
	for b.Loop() {
		hanzi.ToSimplified(text)
	}
}

func BenchmarkScriptOf(b *testing.B) {
	hanzi.ScriptOf(sixty)
	for b.Loop() {
		hanzi.ScriptOf(sixty)
	}
}
