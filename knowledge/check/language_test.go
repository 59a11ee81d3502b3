package check

import (
	"testing"

	"github.com/tillmate/tillmate/knowledge/wording"
)

func TestUrged(t *testing.T) {
	for _, tc := range []struct {
		text, words string
		want        bool
	}{
		{"再刷一次。", "再刷", true},
		{"不要再刷这张卡。", "再刷", false},
		{"请勿自己拆机。", "拆机", false},
		{"不拆机、不换卡。", "拆机", false},
		{"换别的卡再刷。", "再刷", true},
		{"不要急，先查明细。没有就再刷。", "再刷", true},
		{"不要用别的卡再刷。", "再刷", false},
		{"还不行就再刷一次。", "再刷", true},
		{"这台机器报密码错。", "报密码", false},
		{"请顾客报密码。", "报密码", true},
		{"Try again once.", "try again", true},
		{"Do not try again.", "try again", false},
		{"Don't ever try the card again or try again later.", "try again", false},
		{"Do not wait but try again.", "try again", true},
		{"If it does not work, try again.", "try again", true},
		{"Never open it, swap it or try again.", "try again", false},
		{"Look up the purchase.", "chase", false},
		{"Chasing the customer", "chas", true},
		{"Stop. Try again.", "try again", true},
		{"", "", false},
	} {
		if got := wording.Urges(wording.Sentences(tc.text), wording.Plain(tc.words)); got != tc.want {
			t.Errorf("wording.Urges(%q, %q) = %v", tc.text, tc.words, got)
		}
	}
}

func TestSecretsAndPromises(t *testing.T) {
	for _, tc := range []struct {
		text            string
		secret, promise bool
	}{
		{"请顾客自己输入密码。", false, false},
		{"把短信验证码发给我们", true, false},
		{"请发短信验证码给我们", true, false},
		{"报商户号、终端号和操作员密码", false, false},
		{"不要说出密码", false, false},
		{"请告诉我怎么重置密码", false, false},
		{"读出完整卡号？写下完整卡号。", true, false},
		{"Tell us the PIN.", true, false},
		{"Never tell anyone the PIN.", false, false},
		{"Ask the supervisor for the operator's password.", false, false},
		{"Write down the last four digits of the card number.", false, false},
		{"3个工作日内到账。", false, true},
		{"次日到账的，周末顺延。", false, false},
		{"明天就会到账。", false, true},
		{"超过3天没到账，联系支付公司。", false, false},
		{"问清几天内退回。", false, false},
		{"The refund arrives in 3 to 5 business days.", false, true},
		{"You get your money within two days.", false, true},
		{"Ask when the refund arrives, in how many days.", false, false},
		{"Call within 24 hours.", false, false},
	} {
		s := wording.Sentences(tc.text)
		gotSecret, gotPromise := false, false
		for _, x := range s {
			gotSecret = gotSecret || asksSecret(x) != ""
			gotPromise = gotPromise || promises(x) != ""
		}
		if gotSecret != tc.secret || gotPromise != tc.promise {
			t.Errorf("%q: secret %v, promise %v", tc.text, gotSecret, gotPromise)
		}
	}
}

func TestIsPhone(t *testing.T) {
	for s, want := range map[string]bool{
		"4001234567": true, "400-123-4567": true, "138 0013 8000": true, "+49 30 901820": true,
		"95588": true, "10086": true, "12315": true, "010-8888888": true,
		"10000": false, "1000000": false, "12345": true, "1970-01-01": false, "12345.67": false, "88888": false,
	} {
		found := number.FindString(s)
		if got := found != "" && isPhone(found); got != want {
			t.Errorf("isPhone(%q) = %v", s, got)
		}
	}
}

func TestLength(t *testing.T) {
	for s, want := range map[string]int{"POS签到": 4, "“好”": 3, "": 0, "Wi-Fi": 3} {
		if got := length(s, "zh"); got != want {
			t.Errorf("length(%q) = %d, want %d", s, got, want)
		}
	}
}
