package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
)

// TestNoteCommand keeps what is a note from the merchant, however it became
// one: as a command on a part of an album, or by an edit.
func TestNoteCommand(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("我要转人工")
		o.taps(wang, "claim")
		thread := o.thread()
		o.types(wang, "/note 内部照片", thread, 0, part("n"))
		o.types(wang, "", thread, 0, part("n"))
		o.wait(3 * time.Second)

		note := o.types(wang, "/note 老客户", thread, 0)
		lines := len(o.ticket().Lines)
		o.edits(wang, note, "/note 老客户，很急", thread)
		if n := len(o.ticket().Lines); n != lines {
			t.Errorf("the edit of a note is a note of its own: %d lines after %d", n, lines)
		}
		said := o.types(wang, "请稍等", thread, 0)
		for _, secret := range []string{"/note 秘密一", "/备注 秘密二", "//秘密三", "/wait"} {
			o.edits(wang, said, secret, thread)
		}
		for _, m := range o.telegram.all {
			if m.chat != shop || m.by == shop {
				continue
			}
			if len(m.copied) > 0 || strings.Contains(m.text, "内部") || strings.Contains(m.text, "老客户") || strings.Contains(m.text, "秘密") || strings.Contains(m.text, "/wait") {
				t.Errorf("the merchant reads %q, copied %v", m.text, m.copied)
			}
		}
		o.is("claimed", conversation.WithTeam) // /wait in an edit is no command
	})
}
