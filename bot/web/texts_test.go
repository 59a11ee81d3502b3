package web

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

func mustAssets(t testing.TB) *assets {
	t.Helper()
	a, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestTexts holds that both languages say the same things, that every text is
// used, and that none is missing.
func TestTexts(t *testing.T) {
	all, err := readTexts()
	if err != nil {
		t.Fatal(err)
	}
	zh, en := slices.Sorted(maps.Keys(all[knowledge.Chinese])), slices.Sorted(maps.Keys(all[knowledge.English]))
	if !slices.Equal(zh, en) {
		t.Errorf("the keys differ:\n%v\n%v", zh, en)
	}
	for _, key := range en {
		a, b := all[knowledge.Chinese][key], all[knowledge.English][key]
		if a == "" || b == "" || strings.Count(a, "%s") != strings.Count(b, "%s") {
			t.Errorf("%s: %q, %q", key, a, b)
		}
	}
	used := map[string]bool{}
	templates, err := fs.Glob(templateFiles, "templates/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range templates {
		data, err := fs.ReadFile(templateFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`[({]t "(\w+)"`).FindAllSubmatch(data, -1) {
			used[string(m[1])] = true
		}
	}
	for _, r := range knowledge.Routes() {
		used["route_"+string(r)], used["end_"+string(r)] = true, true
	}
	for _, o := range []conversation.Origin{conversation.Pressed, conversation.Typed, conversation.Read, conversation.Agent} {
		used["origin_"+string(o)] = true
	}
	for _, r := range []*refusal{errGone, errEmpty, errForm, errLong, errFast, errButton, errFull, errHost, errCross, errMethod, errNotFound} {
		used[r.text] = true
	}
	used["problem_stored"] = true
	for _, key := range slices.Concat(teamKeys(), figureKeys(), editKeys()) {
		used[key] = true
	}
	for key := range used {
		if _, ok := all[knowledge.English][key]; !ok {
			t.Errorf("there is no text %s", key)
		}
	}
	for _, key := range en {
		if !used[key] {
			t.Errorf("the text %s is not used", key)
		}
	}
	if _, err := all[knowledge.English].say("nonsense"); err == nil {
		t.Error("a text that is missing is not noticed")
	}
}

func TestNumbers(t *testing.T) {
	for p, want := range map[float64]string{0: "0%", .0001: "<1%", .004: "<1%", .012: "1%", .5: "50%", .994: "99%", .999: ">99%", 1: "100%"} {
		if got := percent(p); got != want {
			t.Errorf("%v is shown as %s, want %s", p, got, want)
		}
	}
	for v, want := range map[float64]string{0: "0", -.01: "0", 4.25: "+4.2", -1.5: "−1.5"} {
		if got := worth(v); got != want {
			t.Errorf("%v is shown as %s, want %s", v, got, want)
		}
	}
	for _, c := range []struct {
		text       string
		units      int
		head, tail string
	}{{"ab", 1, "a", "b"}, {"刷卡", 1, "刷", "卡"}, {"😀b", 2, "😀", "b"}, {"😀b", 1, "😀", "b"}, {"ab", 0, "", "ab"}, {"ab", 9, "ab", ""}, {"", 3, "", ""}, {"ab", -1, "", "ab"}} {
		if head, tail := split(c.text, c.units); head != c.head || tail != c.tail {
			t.Errorf("%q after %d: %q and %q", c.text, c.units, head, tail)
		}
	}
}
