package bot

import (
	"errors"
	"testing"

	"github.com/tillmate/tillmate/conversation/handoff"
)

// TestBlocked tells the agent of a merchant who is gone.
func TestBlocked(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		gone := &SendError{Decision: ChatGone, Err: errors.New("403")}
		o.telegram.fail = func(d Delivery) error {
			if d.Chat == shop {
				return gone
			}
			return nil
		}
		id := o.types(wang, "在吗", o.thread(), 0)
		if m := o.telegram.get(room, id); m.mark != "👎" || !o.ticket().Gone || !o.chat().Gone {
			t.Errorf("marked %q, gone %t, %t", m.mark, o.ticket().Gone, o.chat().Gone)
		}
		o.telegram.fail = nil
		o.says("我回来了")
		if o.ticket().Gone || o.telegram.find(room, "我回来了") == nil {
			t.Errorf("the merchant is not back:\n%s", o.telegram.written(room))
		}
	})
}

// TestLostRoom makes a deleted topic anew; nothing that was said is lost.
func TestLostRoom(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		gone := o.thread()
		o.telegram.fail = func(d Delivery) error {
			if d.Chat == room && d.Thread == gone {
				return errLost
			}
			return nil
		}
		o.says("还在吗？")
		thread := o.thread()
		if m := o.telegram.find(room, "还在吗？"); thread == gone || m == nil || m.thread != thread {
			t.Errorf("topic %d after %d:\n%s", thread, gone, o.telegram.written(room))
		}
		o.telegram.fail = func(d Delivery) error {
			if d.Kind == OpenTopic || d.Thread != 0 {
				return errLost
			}
			return nil
		}
		o.says("第二次")
		if m := o.telegram.find(room, "第二次"); m == nil || m.thread != 0 || m.reply == 0 {
			t.Errorf("not in a thread under the card: %+v\n%s", m, o.telegram.written(room))
		}
	})
}

// TestPartialReceipts sends a long text in parts: it arrived when all of them
// did.
func TestPartialReceipts(t *testing.T) {
	inOffice(t, func(o *office) {
		o.claimed()
		thread := o.thread()
		o.telegram.limit = 600
		whole := o.types(wang, long(1500), thread, 0)
		line := lineAt(o, whole)
		if line.Sent != handoff.Delivered || len(line.Merchant) != 3 || len(o.chat().Parts) > 0 {
			t.Errorf("the line is %+v, left %+v", line, o.chat().Parts)
		}
		n := 0
		o.telegram.fail = func(d Delivery) error {
			if d.Chat == shop {
				if n++; n == 2 {
					return &SendError{Decision: GiveUp, Err: errors.New("400")}
				}
			}
			return nil
		}
		broken := o.types(wang, long(1500), thread, 0)
		if l := lineAt(o, broken); l.Sent != handoff.Failed || len(o.chat().Parts) > 0 || o.telegram.get(room, broken).mark != "👎" {
			t.Errorf("the line is %+v, left %+v", l, o.chat().Parts)
		}
	})
}

func lineAt(o *office, id int64) handoff.Line {
	for _, l := range o.ticket().Lines {
		if len(l.Team) > 0 && l.Team[0] == messageRef(room, id) {
			return l
		}
	}
	o.Fatalf("message %d is no line", id)
	return handoff.Line{}
}
