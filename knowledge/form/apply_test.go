package form_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge/form"
)

const article = `# head
slug: a
title: {zh: 甲, en: A} # both
family: card
say:
  zh:
    - 一
    # the second
    - "no" # quoted
    - 三
  en: [a, b]
codes: ["05"]
expects:
  charged: {"no": usually, "yes": never}
causes:
  # about x
  - id: x
    title: {zh: 因, en: X}
    route: bank
    commonness: common
    expects:
      scope: {one_card: usually} # kept
    steps: {zh: [做], en: [do]}

  # about y
  - id: y # why
    title:
      zh: 歪
      en: "Y: y"
    route: device
    commonness: rare
    steps:
      zh: [] # TODO
      en: []
# tail
background:
  zh: |
    很多
    话
sources: [S1]
`

// TestApply changes one thing: the lines that differ are shown.
func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		sent       map[string][]string
		gone, come string
	}{
		"nothing":       {map[string][]string{"slug": {" a\r\n"}}, "", ""},
		"in brackets":   {map[string][]string{"title/zh": {"乙, 丙"}}, "title: {zh: 甲, en: A} # both", `title: {zh: "乙, 丙", en: A} # both`},
		"one emptied":   {map[string][]string{"title/en": {""}}, "title: {zh: 甲, en: A} # both", `title: {zh: 甲} # both`},
		"required":      {map[string][]string{"title/en": {""}, "title/zh": {""}, "slug": {""}}, "slug: a|title: {zh: 甲, en: A} # both", `slug: ""|title: {} # both`},
		"a choice":      {map[string][]string{"causes/1/route": {"none"}}, "    route: device", "    route: none"},
		"an item":       {map[string][]string{"say/zh": {"一\r\n二\r\n三"}}, `    - "no" # quoted`, "    - 二 # quoted"},
		"more items":    {map[string][]string{"say/zh": {"零\n一\nno\n05\n三\na: b"}}, "", `    - 零|    - "05"|    - "a: b"`},
		"fewer items":   {map[string][]string{"say/zh": {"一", "三"}}, `    - "no" # quoted`, ""},
		"no items":      {map[string][]string{"say/zh": {""}}, `  zh:|    - 一|    # the second|    - "no" # quoted|    - 三`, ""},
		"flow items":    {map[string][]string{"codes": {"05", "08", "A0"}}, `codes: ["05"]`, `codes: ["05", "08", A0]`},
		"an empty list": {map[string][]string{"causes/1/steps/zh": {"一二三"}}, "      zh: [] # TODO", "      zh: [一二三] # TODO"},
		"long items": {
			map[string][]string{"causes/1/steps/zh": {strings.Repeat("长", 50) + "\n" + strings.Repeat("句", 50)}},
			"      zh: [] # TODO",
			"      zh: # TODO|        - " + strings.Repeat("长", 50) + "|        - " + strings.Repeat("句", 50),
		},
		"new keys": {
			map[string][]string{"screen": {"A: B"}, "causes/0/fixed": {"often"}, "causes/0/says/zh": {"说"}},
			"",
			"screen: [\"A: B\"]|    says:|      zh: [说]|    fixed: often",
		},
		"a key less": {map[string][]string{"sources": {""}, "codes": {""}}, `codes: ["05"]|sources: [S1]`, ""},
		"rows": {
			map[string][]string{"causes/0/expects/0": {"scope", "charged", "scope"}, "causes/0/expects/1": {"one_card", "no", "all_cards"}, "causes/0/expects/2": {"often", "rarely", "never"}},
			"      scope: {one_card: usually} # kept", `      scope: {one_card: often, all_cards: never} # kept|      charged: {"no": rarely}`,
		},
		"a row less": {
			map[string][]string{"expects/0": {"charged", ""}, "expects/1": {"yes", ""}, "expects/2": {"never", ""}},
			`  charged: {"no": usually, "yes": never}`, `  charged: {"yes": never}`,
		},
		"no rows": {map[string][]string{"expects/0": {""}, "expects/1": {""}, "expects/2": {""}}, "expects:|" + `  charged: {"no": usually, "yes": never}`, ""},
		"a cause more": {
			map[string][]string{"causes": {"", "0", "1", "7", "8"}, "causes/7/id": {"z"}, "causes/7/route": {"bank"}, "causes/7/title/en": {"Z"}, "causes/8/id": {""}},
			"", "  - id: z|    title: {en: Z}|    route: bank",
		},
		"a cause less": {
			map[string][]string{"causes": {"", "1"}, "causes/0/id": {"x"}},
			"  - id: x|    title: {zh: 因, en: X}|    route: bank|    commonness: common|    expects:|      scope: {one_card: usually} # kept|    steps: {zh: [做], en: [do]}|", "",
		},
		"a long text":   {map[string][]string{"background/zh": {"很多\r\n\r\n好话"}}, "    话", "    好话|"},
		"one more line": {map[string][]string{"background/en": {"x\ny"}}, "", "  en: ||    x|    y"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := form.Apply(schemaOf("problems/a.yaml"), []byte(article), c.sent)
			if err != nil {
				t.Fatal(err)
			}
			gone, come := differ(article, string(got))
			if strings.Join(gone, "|") != c.gone || strings.Join(come, "|") != c.come {
				t.Errorf("gone is %q, come %q in\n%s", gone, come, got)
			}
			if len(come) == 0 && len(gone) == 0 && string(got) != article {
				t.Error("it is changed")
			}
		})
	}
}

// differ gives the lines of a text that are not in another, and the other way.
func differ(a, b string) (gone, come []string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	count := map[string]int{}
	for _, line := range y {
		count[line]++
	}
	for _, line := range x {
		if count[line]--; count[line] < 0 {
			gone = append(gone, line)
		}
	}
	count = map[string]int{}
	for _, line := range x {
		count[line]++
	}
	for _, line := range y {
		if count[line]--; count[line] < 0 {
			come = append(come, line)
		}
	}
	return gone, come
}

// TestOdd changes every text of one that is written as the house never does.
func TestOdd(t *testing.T) {
	schema := schemaOf("problems/x.yaml")
	f, err := form.Read(schema, []byte(odd), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range namesOf(f.Fields) {
		for _, text := range []string{"", "n, e: w", "a\nb # c\n\nc"} {
			got, err := form.Apply(schema, []byte(odd), map[string][]string{name: {text}})
			if err != nil || !strings.HasPrefix(string(got), "# top\n") || !strings.HasSuffix(string(got), "\n# end\n") {
				t.Errorf("%s with %q: %v", name, text, err)
			}
		}
	}
}

// TestApplyWhole begins a text, and keeps the ends of lines.
func TestApplyWhole(t *testing.T) {
	sent := map[string][]string{"slug": {"b"}, "codes": {"05"}}
	for text, want := range map[string]string{
		"":                            "slug: b\ncodes: [\"05\"]\n",
		"# only":                      "# only\nslug: b\ncodes: [\"05\"]\n",
		"{}\n":                        "slug: b\ncodes: [\"05\"]\n",
		"slug: a\r\nsources: [x]\r\n": "slug: b\r\ncodes: [\"05\"]\r\nsources: [x]\r\n",
		"slug: a":                     "slug: b\ncodes: [\"05\"]",
		"--- \nslug: a # b\n":         "--- \nslug: b # b\ncodes: [\"05\"]\n",
	} {
		got, err := form.Apply(schemaOf("problems/a.yaml"), []byte(text), sent)
		if err != nil || string(got) != want {
			t.Errorf("%q becomes %q, %v", text, got, err)
		}
	}
}

// TestRefused refuses values that no form sends.
func TestRefused(t *testing.T) {
	for name, sent := range map[string]map[string][]string{
		"a field that is not":   {"slogan": {"x"}},
		"below a text":          {"slug/0": {"x"}},
		"a cause that is not":   {"causes/x/id": {"x"}},
		"a place":               {"causes": {"01"}},
		"another order":         {"causes": {"1", "0"}},
		"two values":            {"slug": {"a", "b"}},
		"columns":               {"expects/0": {"a", "b"}, "expects/1": {"a"}, "expects/2": {"a", "b"}},
		"a column less":         {"expects/1": {"a"}, "expects/2": {"a"}},
		"a bell":                {"slug": {"a\a"}},
		"not UTF-8":             {"say/zh": {"\xff"}},
		"below a removed cause": {"causes": {""}, "causes/1/id": {"x"}, "causes//id": {"x"}},
	} {
		if got, err := form.Apply(schemaOf("problems/a.yaml"), []byte(article), sent); !errors.Is(err, form.ErrValues) {
			t.Errorf("%s: %v, %q", name, err, got)
		}
	}
}
