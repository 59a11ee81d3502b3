package bot

import (
	"strings"
	"testing"
)

// FuzzClean holds what is promised of a text that was cleaned.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\r\nb\rc", "\u202eabc", "\xff\xfe", "a\u2028b", "\x00\x1b[31m", "刷卡\ufeff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if Clean(got) != got {
			t.Errorf("%q is cleaned to %q and then to %q", s, got, Clean(got))
		}
		if strings.ContainsAny(got, "\r\x00\u202e\u2028\ufeff") || !strings.Contains(s, "\xff") && strings.ToValidUTF8(got, "") != got {
			t.Errorf("%q is cleaned to %q", s, got)
		}
	})
}
