package normalise_test

import (
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/normalise"
)

// bank is the question bank as shipped, compiled.
type bank struct {
	normaliser *normalise.Normaliser
	cues       map[string]map[string]normalise.Cues // question, answer
	count      int
}

func loadBank(tb testing.TB) bank {
	tb.Helper()
	kb, findings := knowledge.Load(base.Files)
	if kb == nil {
		tb.Fatal(findings)
	}
	codes := make([]string, len(kb.Codes))
	for i := range kb.Codes {
		codes[i] = kb.Codes[i].Code
	}
	b := bank{normalise.New(kb.Terms, kb.Lexicon(), codes), map[string]map[string]normalise.Cues{}, 0}
	for _, q := range kb.Questions {
		b.cues[q.ID] = map[string]normalise.Cues{}
		for _, a := range q.Answers {
			cues, err := b.normaliser.Compile(a.Cues)
			if err != nil {
				tb.Errorf("%s, %s: %v", q.ID, a.ID, err)
			}
			b.cues[q.ID][a.ID] = cues
			b.count += len(a.Cues)
			if _, err := b.normaliser.Compile(a.Replies); err != nil {
				tb.Errorf("%s, %s: %v", q.ID, a.ID, err)
			}
		}
	}
	return b
}

// answer returns the answer of a question whose words cover most of the text.
func (b bank) answer(question, text string) string {
	found, most := "", 0
	folded := b.normaliser.Fold(text)
	for id, cues := range b.cues[question] {
		if start, end, ok := cues.Find(folded); ok && end-start > most {
			found, most = id, end-start
		}
	}
	return found
}

// TestBank reads real sentences with the cues of the question bank.
func TestBank(t *testing.T) {
	b := loadBank(t)
	tests := []struct{ question, text, want string }{
		{"charged", "客人没有被扣款", "no"},
		{"charged", "没扣款，客人没收到短信", "no"},
		{"charged", "nobody was charged", "no"},
		{"charged", "the customer was not charged", "no"},
		{"charged", "客人收到扣款短信了", "yes"},
		{"charged", "钱已经扣了，小票没出来", "yes"},
		{"charged", "customer got charged but the slip says declined", "yes"},
		{"scope", "換別家銀行的卡也不行", "all_cards"},
		{"scope", "every card, tried four or five different banks", "all_cards"},
		{"scope", "刷 Amex 提示 call issuer 换 Mastercard 就 ok", "one_card"},
		{"scope", "all Chase cards failing w/ 91 since 10pm, everything else ok", "one_bank"},
		{"qr_works", "扫码正常", "yes"},
		{"qr_works", "扫码也扫不了", "no"},
		{"signal", "信号满格", "good"},
		{"signal", "full, internet ok", "good"},
		{"signal", "地下车库没信号", "bad"},
		{"signed_in_again", "MAC error even after logon three times", "same"},
		{"signed_in_again", "重新签到了还是一样", "same"},
		{"changed", "店搬到隔壁区了", "moved"},
		{"changed", "换了光猫以后机器就搜不着WiFi名字了", "sim_or_wifi"},
		{"attempts", "试了三次都不行", "three_or_more"},
		{"method", "插卡读不出来", "insert"},
	}
	for _, tt := range tests {
		if got := b.answer(tt.question, tt.text); got != tt.want {
			t.Errorf("%s in %q: %q, want %q", tt.question, tt.text, got, tt.want)
		}
	}
}

func BenchmarkBank(b *testing.B) {
	bk := loadBank(b)
	text := bk.normaliser.Fold("刷卡显示请与银行联系，换了三张卡都一样，重新签到也没有用，信号是满格的，扫码收款正常，客人说没有扣款，请问现在应该怎么办呢谢谢")
	b.ReportMetric(float64(bk.count), "cues")
	for b.Loop() {
		for _, answers := range bk.cues {
			for _, cues := range answers {
				cues.Match(text)
			}
		}
	}
}
