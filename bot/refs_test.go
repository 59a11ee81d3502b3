package bot

import (
	"reflect"
	"testing"

	"github.com/tillmate/tillmate/conversation/handoff"
)

func TestRefs(t *testing.T) {
	if got := messageRef(-100, 7); got != "-100/7" {
		t.Errorf("a message is %q", got)
	}
	if got := topicRef(-100, 9); got != "-100#9" {
		t.Errorf("a topic is %q", got)
	}
	if messageRef(-100, 0) != "" || topicRef(-100, 0) != "" {
		t.Error("nothing has a name")
	}
	if chat, m, ok := parseMessage("-100/7"); !ok || chat != -100 || m != 7 {
		t.Errorf("read %d, %d, %t", chat, m, ok)
	}
	for _, bad := range []handoff.Ref{"", "/", "7", "-100/", "/7", "-100/0", "-100/-7", "-100/07", "+100/7", "-100/7/8", "-100#7", " -100/7", "x/7", "99999999999999999999/7"} {
		if _, _, ok := parseMessage(bad); ok {
			t.Errorf("%q is read", bad)
		}
	}
	chat, messages := messagesOf([]handoff.Ref{"5/3", "bad", "5/1", "6/2", "5/3"})
	if chat != 5 || !reflect.DeepEqual(messages, []int64{1, 3}) {
		t.Errorf("messages %v of %d", messages, chat)
	}
}

func TestPartTokens(t *testing.T) {
	for _, tc := range []struct {
		token    string
		part, of int
	}{{"1001:relay:3", 2, 3}, {"1001:show:3:1", 1, 1}, {"a|b", 1, 1}} {
		if token, part, of := splitToken(partToken(tc.token, tc.part, tc.of)); token != tc.token || part != tc.part || of != tc.of {
			t.Errorf("%+v is read as %q, %d, %d", tc, token, part, of)
		}
	}
	for _, odd := range []string{"", "a|", "a|0/2", "a|3/2", "a|x/y", "|"} {
		if token, part, of := splitToken(odd); token != odd || part != 1 || of != 1 {
			t.Errorf("%q is read as %q, %d, %d", odd, token, part, of)
		}
	}
}
