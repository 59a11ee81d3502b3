package normalise

import "strings"

// Units that make a number before them an amount, a time or a count.
var (
	chineseUnits = []string{
		"元", "块", "圆", "个", "张", "次", "点", "分", "秒", "天", "年", "月", "日", "岁", "折", "万", "千", "百", "亿", "十", "度",
		"楼", "笔", "家", "台", "人", "名", "位", "桌", "毛", "角", "斤", "米", "层", "倍", "格", "条", "件", "遍", "回", "周", "星期", "礼拜", "小时",
		"多", "几", "来块", "来个", "余", "后", "到", "至", "纸", "版", "区", "栋", "号楼", "号机", "号门", "号店", "号到", "号晚", "号早", "号开", "号的", "号那", "号就", "号才", "号下", "号上", "号了", "号还",
		"两", "卷", "包", "瓶", "箱", "杯", "份", "套", "只", "间", "款", "排", "页", "期", "级", "寸", "厘", "刻", "开头", "开始", "结尾", "按成", "打成", "输成", "敲成", "刷成", "收成", "℃", "%", "°",
	}
	englishUnits = " minutes minute mins min hours hour hrs hr h days day weeks week months month years year yrs times time cards card " +
		"customers customer people persons bucks dollars dollar usd rmb cny hkd twd sgd myr aud cad eur gbp euro euros yuan cents cent am pm percent pct " +
		"transactions payments sales terminals machines o'clock bars bar seconds second secs sec s items item x more other others different of or " +
		"off grand k m g kg km gb mb attempts tries try meters metres rolls receipts refunds orders shops stores guys guests quid pounds ringgit ppl old mph upfront deposit fee fees taken gone deducted debited " +
		"th st nd rd january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
	// Words before a number that make it one.
	chineseCounts = []string{
		"第", "满", "共", "约", "每", "近", "超过", "不到", "只有", "还有", "大概", "大约", "刷", "收", "付", "扣", "转", "退", "花", "卖", "充", "押", "存", "取", "交", "算", "加", "减", "少", "多",
		"尾号", "卡号", "后四位", "末四位", "末尾", "版本", "安卓", "型号", "工号", "操作员", "操作员号", "柜员", "收银员", "单号", "电话", "手机号", "验证码", "授权码", "短信码", "校验码", "邮编", "门牌", "房", "桌", "月", "年", "岁", "价", "金额", "总额", "库存", "差", "欠", "赔", "罚", "借", "贷", "按成", "打成", "输成", "敲成", "刷成", "收成", "按成了", "打成了", "输成了", "敲成了", "本来", "平时", "平常",
		"¥", "$", "€", "£", "+", "@",
	}
	englishCounts = " about around only over under than at by until since before after from to between aged age room table gate version android ios windows " +
		"usd rmb cny hkd twd sgd myr aud cad eur gbp rm nt for of charge charged paid pay refund refunded sold costs cost worth another extra " +
		"january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec " +
		"in next last past first top every each some maybe nearly almost exactly just like additional wants want order bill tip invoice ticket street st apt unit no number step page "
)

// Whom money is taken from, and words of taking it that mean an amount only
// before them.
const (
	englishPersons = " me us you him her them "
	englishTakes   = " charging charges take took takes taking deducted owe owes give gave "
)

// counted reports whether a unit follows the number text[i:end].
func counted(text []rune, end int) bool {
	rest := text[end:]
	for len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return false
	}
	next := string(rest[:min(len(rest), 3)])
	if strings.HasPrefix(next, "号") {
		next = strings.TrimPrefix(next, "号")
		return !strings.HasPrefix(next, "错") && !strings.HasPrefix(next, "代") && !strings.HasPrefix(next, "码") && !strings.HasPrefix(next, "故")
	}
	for _, unit := range chineseUnits {
		if strings.HasPrefix(next, unit) {
			// 91后来 and 91到底 are no counts.
			return unit != "后" && unit != "到" && unit != "回" && unit != "来" || countsOn(rest)
		}
	}
	word := rest
	for k, r := range rest {
		if !isWord(r) {
			word = rest[:k]
			break
		}
	}
	return len(word) > 0 && strings.Contains(englishUnits, " "+string(word)+" ")
}

// countsOn tells whether 后, 到 or 回 after a number goes on with it.
func countsOn(rest []rune) bool {
	return len(rest) > 1 && (isDigit(rest[1]) || chineseDigit(rest[1]) >= 0)
}

// amountBefore reports whether what stands before i makes a number of it an
// amount, an ordinal or the like.
func amountBefore(text []rune, i int) bool {
	before := strings.TrimRight(string(text[max(0, i-16):i]), " ")
	for _, w := range chineseCounts {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	for _, w := range []string{"点", "块", "元", "时", "号"} {
		rest, ok := strings.CutSuffix(before, w)
		if ok && rest != "" && (isDigit(rune(rest[len(rest)-1])) || chineseDigit(lastRune(rest)) >= 0) {
			return true
		}
	}
	word := before
	for k := len(before) - 1; k >= 0; k-- {
		if !isAlnum(rune(before[k])) {
			word = before[k+1:]
			break
		}
	}
	if word != "" && strings.Contains(englishPersons, " "+word+" ") { // "they charge me 15"
		rest := strings.Fields(strings.TrimSuffix(before, word))
		return len(rest) > 0 && strings.Contains(englishCounts+englishTakes, " "+rest[len(rest)-1]+" ")
	}
	return word != "" && strings.Contains(englishCounts, " "+word+" ")
}

// numbersAround reports whether the number text[i:end] is part of a larger
// one: a decimal, a time, a date, a telephone or card number.
func numbersAround(text []rune, i, end int) bool {
	return numberBefore(text, i) || numberAfter(text, end)
}

func numberBefore(text []rune, i int) bool {
	if i == 0 {
		return false
	}
	if isDigit(text[i-1]) {
		return true
	}
	return i >= 2 && joinsNumbers(text[i-1]) && isDigit(text[i-2])
}

func numberAfter(text []rune, end int) bool {
	if end >= len(text) {
		return false
	}
	if isDigit(text[end]) || text[end] == '%' || text[end] == '+' {
		return true
	}
	if end+1 >= len(text) || !isDigit(text[end+1]) {
		return false
	}
	if text[end] == ',' || text[end] == '/' {
		return !digitsAt(text, end+1) || text[end] == '/' && looksLikeDate(append(append([]rune(nil), text[max(0, end-2):end]...), text[end:end+3]...))
	}
	return joinsNumbers(text[end])
}

// joinsNumbers reports the signs that join digits to one number.
func joinsNumbers(r rune) bool { return strings.ContainsRune(".:/-, ~*•", r) }

// amountSign reports signs of money.
func amountSign(r rune) bool { return strings.ContainsRune("¥$€£+-", r) }

// digitsAt reports whether exactly two digits stand at i.
func digitsAt(text []rune, i int) bool {
	const n = 2
	if i+n > len(text) || i+n < len(text) && isAlnum(text[i+n]) {
		return false
	}
	for _, r := range text[i : i+n] {
		if !isDigit(r) {
			return false
		}
	}
	return true
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isAlnum reports ASCII letters, in lower case, and digits.
func isAlnum(r rune) bool { return r >= 'a' && r <= 'z' || isDigit(r) }

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func lastRune(s string) rune {
	r := []rune(s)
	return r[len(r)-1]
}
