package bot

import (
	"strings"
	"testing"
)

// TestCalledAgain answers a merchant in the queue who asks for a person again,
// and leaves it to the agent once there is one.
func TestCalledAgain(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("我要转人工")
		o.says("找人工")
		if m := o.telegram.find(shop, "还在排队"); m == nil || !strings.Contains(m.text, "1001") {
			t.Errorf("the merchant is not answered:\n%s", o.telegram.written(shop))
		}
		o.taps(wang, "claim")
		before := o.telegram.count(shop, "正在处理")
		o.says("人工呢")
		if n := o.telegram.count(shop, "正在处理"); n != before {
			t.Errorf("the bot speaks beside the agent:\n%s", o.telegram.written(shop))
		}
		if o.telegram.find(room, "人工呢") == nil {
			t.Errorf("the agent does not read it:\n%s", o.telegram.written(room))
		}
	})
}
