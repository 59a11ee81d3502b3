package conversation_test

import (
	"testing"

	"github.com/tillmate/tillmate/conversation"
)

func TestSense(t *testing.T) {
	d := open(t)
	for want, texts := range map[conversation.Sense][]string{
		conversation.SenseThanks: {
			"谢谢", "謝謝", "好的谢谢", "非常感谢您的帮助！", "辛苦了", "谢谢师傅，祝生意兴隆", "拜拜", "你好", "thanks", "Thank you so much!", "ok thanks", "bye",
		},
		conversation.SensePerson: {"人工 刷卡报91", "找人工客服，刷卡报91", "human please, error 91", "转人工", "人工", "轉人工", "有人吗", "human please", "talk to a real person"},
		conversation.SenseWorks: {
			"好了", "好了，谢谢", "It works now, thanks", "可以用了", "解决了", "解決了", "正常了", "已经好了，谢谢", "现在可以刷了，谢谢", "現在可以刷了，謝謝", "自己好了", "it works now, thank you", "fixed", "working again", "solved",
		},
		conversation.SenseBroken: {
			"还是不行", "還是不行", "谢谢，但是还是不行", "謝謝，但是還是不行", "还没好", "试了还是没反应", "没解决", "thanks but it still doesn't work", "still not working", "no luck, the same error again",
		},
		conversation.SenseComplaint: {
			"又报91了", "机器又不开机了", "又打不出来了", "刷不了卡", "机器又死机了", "機器又死機了", "打不出小票", "打不出小票了，谢谢", "客人被扣了两次", "今天又没信号了", "扫码失败", "刷卡顯示請聯繫發卡行",
			"the card reader won't turn on", "error 91 again", "payment declined again", "customer was charged twice",
		},
		conversation.SenseWords: {
			"好的", "是的", "什么时候有人", "怎么改结算卡？", "费率是多少", "算了", "never mind", "编号 12345", "谢谢，顺便问一下怎么换结算卡？", "现在可以刷了，之前一直报错",
			"thanks, how do I change my bank account?", "", "ok", "是的，一直都有小票",
		},
	} {
		for _, text := range texts {
			if got := d.engine.Sense(text); got != want {
				t.Errorf("%q is %q, want %q", text, got, want)
			}
		}
	}
	for _, text := range []string{"谢谢，不报错了", "没有再报错了，谢谢", "no more errors, thanks"} {
		if got := d.engine.Sense(text); got == conversation.SenseComplaint || got == conversation.SenseBroken {
			t.Errorf("%q is %q", text, got)
		}
	}
}
