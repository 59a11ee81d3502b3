package redact_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/tillmate/tillmate/knowledge/redact"
)

// valid is a card number with the right check digit.
const valid = "6222021234567890128"

func TestMask(t *testing.T) {
	tests := []struct {
		in, want string
		kinds    string
	}{
		// Cards.
		{"卡号6222021234567890128刷不了", "卡号[card ••••0128]刷不了", "card"},
		{"6222 0212 3456 7890 128", "[card ••••0128]", "card"},
		{"4111 1111 1111 1111", "[card ••••1111]", "card"},
		{"4111-1111-1111-1111 declined", "[card ••••1111] declined", "card"},
		{"4111.1111.1111.1111", "[card ••••1111]", "card"},
		{"４１１１ １１１１ １１１１ １１１１", "[card ••••1111]", "card"},
		{"4111\u200b1111\u200d1111\u20601111", "[card ••••1111]", "card"},
		{"4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card ••••1111]", "card"},
		{"四一一一1111１１１１1111", "[card ••••1111]", "card"},
		{"4111\n1111\n1111\n1111", "[card ••••1111]", "card"},
		{"4111 1111 1111 1112", "[card ••••1112]", "card"},
		{"6222021234567890123", "[card ••••0123]", "card"},
		{"3782 822463 10005", "[card ••••0005]", "card"},
		{"378282246310005", "[card ••••0005]", "card"},
		{"4222222222222", "[card ••••2222]", "card"},
		{"卡4111111111111111和5555555555554444", "卡[card ••••1111]和[card ••••4444]", "card"},
		{"4111 1111 1111 1111 13800138000", "[card ••••1111] 13800138000", "card"},
		{"订单 4111111111111111", "订单 [card ••••1111]", "card"},
		{"单号 4111 1111 1111 1111", "单号 [card ••••1111]", "card"},
		{"订单号 41111111 11111111", "订单号 [card ••••1111]", "card"},
		{"4111111111111111\u200b0000", "[card ••••1111]\u200b0000", "card"},
		{"card number 345612345612345", "card number [card ••••2345]", "card"},
		{"卡号六四13992019481一146，没扣款", "卡号[card ••••1146]，没扣款", "card"},
		{"400000000000 0 2000-0-2", "[card ••••0002]", "card"},
		{"4000 2024-11-05 0000 1", "4000 2024-11-05 0000 1", ""},
		{"4000 2024-11-05 0000 0", "[card ••••0000]", "card"},
		// What stays.
		{"商户号 898310148160568", "商户号 898310148160568", ""},
		{"商户号：378282246310005", "商户号：378282246310005", ""},
		{"898310148160569", "898310148160569", ""},
		{"merchant id 104310148160561", "merchant id 104310148160561", ""},
		{"终端号 12345678", "终端号 12345678", ""},
		{"参考号123456789012", "参考号123456789012", ""},
		{"参考号 123456789012 凭证号 000123", "参考号 123456789012 凭证号 000123", ""},
		{"电话13800138000", "电话13800138000", ""},
		{"+86 138 0013 8000", "+86 138 0013 8000", ""},
		{"订单号 2024110512345678901", "订单号 2024110512345678901", ""},
		{"order no. 1234567890123456", "order no. 1234567890123456", ""},
		{"4200002024110512345678901234", "4200002024110512345678901234", ""},
		{"2024-11-05 09:30:00", "2024-11-05 09:30:00", ""},
		{"2024年11月5日 9:30", "2024年11月5日 9:30", ""},
		{"20241105093000", "20241105093000", ""},
		{"20241105 093000", "20241105 093000", ""},
		{"昨天刷了12000，今天还没到", "昨天刷了12000，今天还没到", ""},
		{"尾号1234的卡", "尾号1234的卡", ""},
		{"95516 或 95588", "95516 或 95588", ""},
		{"51/55 9:30 4G 24小时", "51/55 9:30 4G 24小时", ""},
		// Security codes.
		{"cvv 123", "cvv [cvv]", "cvv"},
		{"CVV2：１２３", "CVV2：[cvv]", "cvv"},
		{"安全码是123", "安全码是[cvv]", "cvv"},
		{"末三码 321 过期", "末三码 [cvv] 过期", "cvv"},
		{"背面三位是 1 2 3", "背面三位是 [cvv]", "cvv"},
		{"security code is 1234", "security code is [cvv]", "cvv"},
		{"背面後三碼 999", "背面後三碼 [cvv]", "cvv"},
		// PINs.
		{"密码123456", "密码[pin]", "pin"},
		{"密码是 1 2 3 4 5 6", "密码是 [pin]", "pin"},
		{"my pin is 1234", "my pin is [pin]", "pin"},
		{"PIN: 123456", "PIN: [pin]", "pin"},
		{"pin number 4321", "pin number [pin]", "pin"},
		{"password: hunter2", "password: [pin]", "pin"},
		{"密碼：１２３４５６", "密碼：[pin]", "pin"},
		{"操作员密码 0000", "操作员密码 [pin]", "pin"},
		{"密码输了123456", "密码输了[pin]", "pin"},
		{"密码错 55", "密码错 55", ""},
		{"密码一直55", "密码一直55", ""},
		{"密码错误55", "密码错误55", ""},
		{"密码55", "密码55", ""},
		{"PIN error 55", "PIN error 55", ""},
		{"pin 55", "pin 55", ""},
		{"spin 1234", "spin 1234", ""},
		{"密码错了 刷了2000元", "密码错了 刷了2000元", ""},
		{"密码 2024年改的", "密码 2024年改的", ""},
		// One-time codes.
		{"验证码123456", "验证码[otp]", "otp"},
		{"验证码：1234", "验证码：[otp]", "otp"},
		{"驗證碼是 88888888", "驗證碼是 [otp]", "otp"},
		{"收到验证码了，123456", "收到验证码了，[otp]", "otp"},
		{"OTP 654321", "OTP [otp]", "otp"},
		{"code sent 123456", "code sent [otp]", "otp"},
		{"123456（动态验证码）", "[otp]（动态验证码）", "otp"},
		{"123456 is your verification code", "[otp] is your verification code", "otp"},
		{"验证码给了他，转走2000元", "验证码给了他，转走2000元", ""},
		{"付款码过期 51", "付款码过期 51", ""},
		// Track data.
		{"%B4111111111111111^DOE/JOHN^25121010000000000000?", "[track]", "track"},
		{";4111111111111111=25121010000000000000?", "[track]", "track"},
		{"磁道 6222021234567890128=2512101", "磁道 [track]", "track"},
		// Resident ids.
		{"身份证11010519491231002X", "身份证[id]", "id"},
		{"11010519491231002x 和 110105194912310038", "[id] 和 [id]", "id"},
		{"110105 19491231 002X", "[id]", "id"},
		// Expiry.
		{"有效期12/26", "有效期[expiry]", "expiry"},
		{"有效期是2026年5月", "有效期是[expiry]", "expiry"},
		{"exp 0526", "exp [expiry]", "expiry"},
		{"valid thru 05/2026", "valid thru [expiry]", "expiry"},
		{"过期卡 54", "过期卡 54", ""},
		{"expired card 54", "expired card 54", ""},
		{"说有效期不对", "说有效期不对", ""},
		// Tokens.
		{"1234567890:AAabcdefghijklmnopqrstuvwxyz1234567", "[token]", "token"},
		// Several.
		{"卡4111111111111111 有效期12/26 cvv123 密码123456", "卡[card ••••1111] 有效期[expiry] cvv[cvv] 密码[pin]", "card expiry cvv pin"},
		{"", "", ""},
		{"\xff\xfe123", "\xff\xfe123", ""},
	}
	for _, tt := range tests {
		got, kinds := redact.Mask(tt.in)
		if got != tt.want {
			t.Errorf("Mask(%q)\n got %q\nwant %q", tt.in, got, tt.want)
		}
		var names []string
		for _, k := range kinds {
			names = append(names, string(k))
		}
		if strings.Join(names, " ") != tt.kinds {
			t.Errorf("Mask(%q): kinds %q, want %q", tt.in, names, tt.kinds)
		}
		if again, _ := redact.Mask(got); again != got {
			t.Errorf("Mask(%q), masked again: %q", got, again)
		}
	}
}

// luhn reports whether the check digit is right.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// runs returns the runs of digits of s, digits of one run at most two blanks,
// dashes or characters without width apart.
func runs(s string) []string {
	var out []string
	cur, gap := "", 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			cur, gap = cur+string(r), 0
		case (r == ' ' || r == '-' || unicode.Is(unicode.Cf, r)) && gap < 2:
			gap++
		default:
			out = append(out, cur)
			cur, gap = "", 0
		}
	}
	return append(out, cur)
}

// number draws a card number of n digits with a valid check digit.
func number(t *rapid.T) string {
	digits := rapid.StringMatching(`[456][0-9]{11,17}`).Draw(t, "digits")
	for c := range 10 {
		if n := digits + string(rune('0'+c)); luhn(n) {
			return n
		}
	}
	panic("unreachable")
}

// TestNoCardIsLeft writes a card number in every way people do.
func TestNoCardIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card := number(t)
		seps := rapid.SampledFrom([]string{"", "", "", " ", "-", "  ", "\u200b", "\u00a0", ".", "\u2060", "_", "·", "–"})
		shapes := []func(rune) string{
			func(r rune) string { return string(r) },
			func(r rune) string { return string(r - '0' + '０') },
			func(r rune) string { return string([]rune("零一二三四五六七八九")[r-'0']) },
		}
		var b strings.Builder
		b.WriteString(rapid.SampledFrom([]string{"", "卡号", "card: ", "请看 ", "the "}).Draw(t, "before"))
		mixed := rapid.Bool().Draw(t, "mixed")
		for _, r := range card {
			shape := 0
			if mixed {
				shape = rapid.IntRange(0, len(shapes)-1).Draw(t, "shape")
			}
			b.WriteString(shapes[shape](r))
			b.WriteString(seps.Draw(t, "separator"))
		}
		b.WriteString(rapid.SampledFrom([]string{"", "刷不了", " declined", "。"}).Draw(t, "after"))
		got, kinds := redact.Mask(b.String())
		if !slices.Contains(kinds, redact.Card) && !slices.Contains(kinds, redact.ID) {
			t.Fatalf("%q is left as %q", b.String(), got)
		}
	})
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{
		"卡4111111111111111 有效期12/26 cvv123 密码123456", valid, "4111-1111 1111\u200b1111", "验证码 1234",
		"%B4111111111111111^X^2512?", "11010519491231002X", "138 0013 8000", "2024-11-05 09:30:00 4111", "\xff4111111111111111",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, _ := redact.Mask(s)
		again, kinds := redact.Mask(got)
		if again != got {
			t.Fatalf("masked twice: %q, %q, %q, %v", s, got, again, kinds)
		}
		if strings.ContainsAny(strings.ToLower(s), ":：/.年號号") || strings.Contains(strings.ToLower(s), "id") || strings.Contains(strings.ToLower(s), "ref") ||
			strings.Contains(strings.ToLower(s), "order") || strings.Contains(strings.ToLower(s), "merchant") || strings.Contains(strings.ToLower(s), "terminal") || strings.Contains(s, "rrn") {
			return // dates and named numbers may stay
		}
		for _, r := range runs(got) {
			if len(r) >= 13 && len(r) <= 19 && luhn(r) && !strings.HasPrefix(r, "20") && !strings.HasPrefix(r, "861") {
				t.Fatalf("%q leaves the card %s in %q", s, r, got)
			}
		}
	})
}

func BenchmarkMask(b *testing.B) {
	texts := map[string]string{
		"nothing": "刷卡显示请与银行联系，换了三张卡都一样，重新签到也没有用，客人说没有扣款",
		"code":    "all Chase cards failing w/ 91 since 10pm, everything else ok, amount 1200",
		"card":    "卡4111 1111 1111 1111 有效期12/26 cvv123 密码123456",
		"long":    strings.Repeat("昨天刷了12000，今天中午了还没到我卡里，参考号123456789012。", 20),
	}
	for _, name := range []string{"nothing", "code", "card", "long"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				redact.Mask(texts[name])
			}
		})
	}
}
