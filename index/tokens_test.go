package index

import (
	"strings"
	"testing"
)

func TestTerms(t *testing.T) {
	for text, want := range map[string]string{
		"刷不了卡":        "c:刷 c:不 w:刷不 c:了 w:不了 c:卡 w:了卡",
		"pos机":        "w:pos c:机",
		"没纸, 打印":      "c:没 c:纸 w:没纸 c:打 c:印 w:打印",
		"won't print": "w:wont g:wont w:print g:prin g:rint",
		"customer’s":  "w:custom g:cust g:usto g:stom g:tome g:omer",
		"code 51":     "w:code g:code w:51",
		"a0":          "w:a0",
		"":            "",
		"'’ ''":       "",
		"\xff没\xff":   "c:没",
	} {
		var got []string
		for _, x := range terms(text) {
			got = append(got, fieldNames[x.field][:1]+":"+x.text)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("terms(%q) = %s, want %s", text, s, want)
		}
	}
}

func terms(text string) (out []term) {
	visitTerms(text, func(f field, t string) { out = append(out, term{f, t}) })
	return out
}

func FuzzTerms(f *testing.F) {
	f.Add("刷不了卡 won't 51")
	f.Add("\xff’s")
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range terms(text) {
			if x.text == "" {
				t.Errorf("an empty term in %q", text)
			}
		}
	})
}
