package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
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

// TestUsage answers who commands without the words that it takes, or names no
// command, with how to: in the language of that person, and nobody else reads
// it.
func TestUsage(t *testing.T) {
	inOffice(t, func(o *office) {
		o.says("我要转人工")
		o.taps(wang, "claim")
		thread := o.thread()
		for text, want := range map[string]string{
			"/fact": "/fact 问题=答案", "/事实": "/fact 问题=答案", "/fact scope": "/fact 问题=答案", "/fact =x": "/fact 问题=答案",
			"/": "可以用：\n/claim", " ／ ": "可以用：\n/claim", "/胡说": "没有这个命令。\n可以用",
		} {
			id := o.types(wang, text, thread, 0)
			answer := ""
			for _, m := range o.telegram.all {
				if m.chat == room && m.reply == id {
					answer += m.text
				}
			}
			if !strings.Contains(answer, want) || (text != "/胡说") == strings.Contains(answer, "没有这个命令") {
				t.Errorf("%q is answered %q", text, answer)
			}
		}
		if len(o.ticket().Lines) > 0 || len(o.ticket().Facts) > 0 {
			t.Errorf("kept are %+v, %+v", o.ticket().Lines, o.ticket().Facts)
		}
		h := &handler{Worker: &Worker{Desk: o.desk}}
		for to, want := range map[handoff.Reader]string{{Lang: "en"}: "question=answer", {Lang: "zh", Traditional: true}: "問題=答案"} {
			if got := h.usage(to, handoff.Fact, "fact"); !strings.Contains(got, want) {
				t.Errorf("%+v is told %q", to, got)
			}
		}
	})
}
