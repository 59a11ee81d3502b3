package normalise

import "strings"

// Words that introduce a code. The strong ones speak of nothing else; after
// the others a code must look like one.
var (
	strongIntros = []string{
		"错误代码", "错误码", "返回码", "应答码", "响应码", "交易码", "故障码", "状态码", "拒绝码", "原因码",
		"代码", "编码", "错码", "码", "报错", "错误号", "错误编号", "代号",
		"response code", "resp code", "error code", "decline code", "reason code", "return code", "reply code", "result code",
		"code", "rc", "err", "error", "resp", "response", "de39", "field 39", "f39",
	}
	weakIntros = []string{
		"报", "弹", "弹出", "返回", "显示", "提示", "出现", "跳", "跳出", "蹦出", "冒出", "出来", "写着", "说", "回", "错误", "失败", "屏幕上", "屏幕", "小票上", "收到",
		"says", "said", "shows", "showing", "showed", "show", "display", "displays", "displayed", "got", "get", "gets", "getting", "gives", "gave", "returned", "returns", "reads",
		"declined", "decline", "with a", "message", "see", "seeing", "saw", "e",
	}
	// fillers may stand between an introduction and the code.
	fillers = []string{
		"的是", "的", "是", "为", "了", "个", "一个", "着", "出", "出来", "来", "上", "一串", "数字", "两位", "这个", "那个", "叫", "写", "就", "都", "又", "还", "一直", "总", "老",
		"is", "the", "a", "an", "was", "says", "number", "no", "code", "error",
	}
	// otherCodes are things called 码 that are no response code.
	otherCodes = []string{
		"二维", "验证", "付款", "收款", "条", "扫", "密", "号", "支付", "优惠", "短信", "动态", "授权", "校验", "识别", "激活", "邀请", "机器", "序列", "收钱", "乘车", "健康",
		"qr ", "auth ", "zip ", "postal ", "area ", "country ", "bar", "promo ", "sms ", "verification ", "access ", "pass", "approval ", "authorisation ", "authorization ", "sort ",
	}
)

// introduced reports whether what stands before i introduces a code, and
// whether it does so beyond doubt.
func introduced(text []rune, i int) (strong, ok bool) {
	before := string(text[max(0, i-28):i])
	for range 5 {
		before = strings.TrimRight(before, " :=-#\"'([{「『【《<*_~>.·!,\n")
		if strong, ok := endsWithIntro(before); ok {
			return strong, true
		}
		next := trimFiller(before)
		if next == before {
			return false, false
		}
		before = next
	}
	return false, false
}

func endsWithIntro(before string) (strong, ok bool) {
	for _, w := range strongIntros {
		if endsWithWord(before, w) {
			rest := strings.TrimSuffix(before, w)
			for _, other := range otherCodes {
				if strings.HasSuffix(rest, other) {
					return false, false
				}
			}
			return true, true
		}
	}
	for _, w := range weakIntros {
		if endsWithWord(before, w) {
			return false, true
		}
	}
	return false, false
}

func trimFiller(before string) string {
	longest := ""
	for _, w := range fillers {
		if len(w) > len(longest) && endsWithWord(before, w) {
			longest = w
		}
	}
	return strings.TrimSuffix(before, longest)
}

// endsWithWord reports whether s ends with w, a Latin w as a whole word.
func endsWithWord(s, w string) bool {
	if !strings.HasSuffix(s, w) {
		return false
	}
	if w[0] >= 0x80 || len(s) == len(w) {
		return true
	}
	return !isAlnum(rune(s[len(s)-len(w)-1]))
}

// chinese reads Chinese digits as a code: 九一, 零五, 五十一.
func (c codeSet) chinese(t codeText, i int, strong bool) (found, bool) {
	s, end := t.text, i
	for end < len(s) && (chineseDigit(s[end]) >= 0 || s[end] == '十') {
		end++
	}
	code := ""
	switch n := end - i; {
	case n == 2 && s[i] != '十' && s[end-1] != '十':
		code = digitsOf(s[i:end])
	case n == 3 && s[i+1] == '十' && s[i] != '十' && s[end-1] != '十' && strong:
		code = digitsOf([]rune{s[i], s[end-1]})
	case n == 2 && s[end-1] == '十' && strong && s[i] != '十':
		code = digitsOf(s[i:i+1]) + "0"
	default:
		return found{}, false
	}
	if !strong && !c.known[code] || end < len(s) && strings.ContainsRune("百千万点两几", s[end]) {
		return found{}, false
	}
	rest := string(s[end:min(len(s), end+2)])
	for _, holiday := range []string{"放假", "期间", "假期", "劳动", "节", "长假", "前", "后", "国庆", "快递"} {
		if strings.HasPrefix(rest, holiday) {
			return found{}, false
		}
	}
	return found{code, i, end}, true
}

// chineseDigit gives the value of a Chinese digit, or -1.
func chineseDigit(r rune) int {
	switch r {
	case '零', '〇':
		return 0
	case '一', '幺':
		return 1
	case '二':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	}
	return -1
}

func digitsOf(chinese []rune) string {
	var b strings.Builder
	for _, r := range chinese {
		b.WriteByte(byte('0' + chineseDigit(r)))
	}
	return b.String()
}
