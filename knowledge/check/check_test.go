package check_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/check"
)

// clean reads the small base without mistakes.
func clean(tb testing.TB) fstest.MapFS {
	tb.Helper()
	root := os.DirFS("testdata/base")
	out := fstest.MapFS{}
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		out[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func TestCleanBase(t *testing.T) {
	for _, f := range check.Run(clean(t)) {
		t.Errorf("%s: %s", f.Rule, f)
	}
	b, _ := knowledge.Load(clean(t))
	for _, f := range check.Base(b) {
		t.Errorf("Base: %s: %s", f.Rule, f)
	}
}

// TestShippedBase checks the content that tillmate ships.
func TestShippedBase(t *testing.T) {
	for _, f := range check.Run(base.Files) {
		if f.Severity == knowledge.Error {
			t.Errorf("%s: %s", f.Rule, f)
		}
	}
}

const (
	refused = "problems/card_refused.yaml"
	stolen  = "problems/card_stolen.yaml"
	core    = "questions/core.yaml"

	subjects = "other_subjects.yaml"
)

// plant is one mistake: in a file, old is replaced by new. The finding must
// stand on the line of at, and nothing else may be found.
type plant struct {
	rule, file, old, new, at string
}

var plants = []plant{
	// form
	{"id-form", refused, "id: no_money", "id: No-Money", "No-Money"},
	{"duplicate", refused, "id: paid_after_all", "id: no_money", "id: no_money\n    title: {zh: 其实"},
	{"slug", refused, "slug: card_refused", "slug: card_declined", "card_declined"},
	{"required", refused, "title: {zh: 卡被拒绝, en: The card is refused}\n", "", "slug"},
	{"required", refused, "    commonness: rare\n", "", "- id: terminal_blocked"},
	{"unknown-word", refused, "family: card", "family: cards", "family: cards"},
	{"unknown-word", refused, "commonness: rare", "commonness: seldom", "seldom"},
	{"unknown-word", refused, "fixed: often", "fixed: mostly", "mostly"},
	{"unknown-word", refused, "all_cards: rarely}\n      charged", "all_cards: hardly}\n      charged", "hardly"},
	{"unknown-word", core, "effort: try", "effort: hard", "hard"},
	{"unknown-word", core, "source: trying", "source: guess", "guess"},
	{"unknown-word", core, "polarity: \"yes\"", "polarity: \"sure\"", "polarity: \"sure"},
	{"unknown-word", core, "kind: code", "kind: free", "kind: free"},
	{"unknown-word", "codes.yaml", "retry: after_fix", "retry: maybe", "maybe"},
	{"unknown-word", "codes.yaml", "confidence: high\n    collisions", "confidence: sure\n    collisions", "sure"},
	{"unknown-word", "terms.yaml", "kind: obfuscation", "kind: slang", "slang"},
	{"unknown-field", refused, "family: card", "family: card\nfamilie: card", "familie"},
	{"yaml", refused, "family: card", "family: [card", ""},
	{"code-form", "codes.yaml", "- code: \"41\"", "- {code: 5x, meaning: {zh: 无, en: None}, route: bank, retry: \"no\", confidence: low}\n  - code: \"41\"", "5x"},
	{"source-form", refused, "D5b", "the web", "the web"},
	{"route-advice", "routes.yaml", "  - route: none\n    verdict: {zh: 不用处理。, en: Nothing is to be done.}\n", "", "routes:"},
	// language
	{"language-missing", refused, "title: {zh: 余额不够, en: Not enough money}", "title: {zh: 余额不够}", "余额不够"},
	{"language-missing", stolen, "      en: [Do not complete the sale.]\n", "", "steps"},
	{"language-lengths", refused, "en: [Look the sale up., Reprint the slip.]", "en: [Look the sale up.]", "steps:\n      zh: [查交易"},
	{"language-mixed", refused, "zh: 其实已扣款", "zh: charged after all", "charged after all"},
	{"language-mixed", refused, "en: [Call your provider.]", "en: [Call 支付公司.]", "Call 支付"},
	{"traditional", refused, "请顾客换一张卡。", "請顾客换一张卡。", "請顾客"},
	// references
	{"unknown-id", refused, "questions: [scope]", "questions: [scope, weather]", "weather"},
	{"unknown-id", refused, "charged: {\"no\": always}", "charged: {maybe: always}", "maybe"},
	{"unknown-id", refused, "charged: {\"no\": always}", "charged: {\"no\": always}\n      moon: {full: often}", "moon"},
	{"unknown-id", refused, "codes: [\"51\", \"00\"]", "codes: [\"51\", \"00\", \"77\"]", "77"},
	{"unknown-id", "safety.yaml", "problems: [card_stolen]", "problems: [card_lost]", "card_lost"},
	{"unknown-id", "safety.yaml", "charged: [\"yes\", unsure]", "charged: [\"yes\", perhaps]", "perhaps"},
	{"unknown-id", "safety.yaml", "codes: [\"41\"]", "codes: [\"43\"]", "43"},
	{"unknown-id", "safety.yaml", "    why: The customer", "    ask: paid\n    why: The customer", "ask: paid"},
	{"unknown-id", "golden/queries.yaml", "text: 卡废了, problem: card_refused", "text: 卡废了, problem: card_dead, also: [card_refused]", "card_dead"},
	// diagnosis
	{"sum", refused, "scope: {one_card: usually, all_cards: rarely}", "scope: {one_card: usually, all_cards: sometimes}", "all_cards: sometimes"},
	{"sum", refused, "scope: {one_card: usually, all_cards: rarely}", "scope: {one_card: always, all_cards: often}", "all_cards: often"},
	{"undecided", refused, "questions: [scope]", "questions: []", "id: terminal_blocked"},
	{"alike", stolen, "have_ready:", "  - id: found\n    title: {zh: 卡是捡来的, en: The card was found}\n    route: human\n    commonness: common\n    steps:\n      zh: [请顾客换卡。]\n      en: [Ask for another card.]\nhave_ready:", "id: found"},
	{"code-undecided", stolen, "codes: [\"41\"]", "codes: [\"41\", \"51\"]", "codes:"},
	{"idle-question", core, "  - id: code\n", "  - id: weather\n    text: {zh: 下雨吗？, en: Does it rain?}\n    effort: look\n    source: screen\n    answers:\n" +
		"      - {id: wet, label: {zh: 下, en: \"Yes\"}, fact: {zh: 下雨, en: rain}, background: often}\n" +
		"      - {id: dry, label: {zh: 不下, en: \"No\"}, fact: {zh: 没雨, en: no rain}, background: often}\n  - id: code\n", "id: weather"},
	{"idle-answer", core, "    by_route:", "      - {id: some, label: {zh: 有几张, en: Some}, fact: {zh: 有几张不行, en: some fail}, background: rarely}\n    by_route:", "id: some"},
	{"code-unclaimed", refused, "codes: [\"51\", \"00\"]", "codes: [\"51\"]", ""},
	// words
	{"cue", core, "- (所有|每张)卡", "- (所有|每张卡", "(所有|每张卡"},
	{"cue", "safety.yaml", "- (偷来的|捡来的)卡", "- 偷来的.*卡", "偷来的.*卡"},
	{"cue", "intents.yaml", "- 转(到|)人工", "- 转[到]人工", "转[到]"},
	{"cue", "intents.yaml", "whole: [人工]", "whole: [人工, \"(找|人工\"]", "\"(找|人工\""},
	{"cue-form", core, "- (所有|每张)卡", "- (所有|每张)POS卡", "POS"},
	{"cue-form", core, "- (所有|每张)卡", "- (所有|每張)卡", "每張"},
	{"cue-form", core, "- (所有|每张)卡", "- (所有|每张)ｖ卡", "ｖ"},
	{"cue-double", core, "replies: [扣了]", "replies: [扣了, 没有]", "没有]\n  - id: scope"},
	{"say-shared", stolen, "卡不是本人的", "刷ＫＡ卡被拒", "刷ＫＡ卡被拒"},
	{"say-double", refused, "客人的卡不行", "卡刷不过！", "客人的卡不行|卡刷不过"},
	{"say-few", refused, "en: [card refused, card declined, it says insufficient funds, payment rejected]", "en: [card refused]", "en: [card refused"},
	{"id-form", subjects, "id: weather", "id: Weather", "Weather"},
	{"duplicate", subjects, "  - id: rent\n", "  - id: weather\n", "- id: weather"},
	{"language-missing", subjects, "      en: [will it rain tomorrow, it is cold]\n", "", "say:\n      zh: [明天下雨吗"},
	{"traditional", subjects, "明天下雨吗", "明天會下雨吗", "明天會"},
	{"subject-shared", subjects, "明天下雨吗", "客人的卡不行！", "客人的卡不行！"},
	{"subject-double", subjects, "房租涨了", "明天下雨吗？", "明天下雨吗？"},
	{"golden-echo", "golden/queries.yaml", "text: 又拒了", "text: 房租涨了", "房租涨了"},
	{"screen-shared", stolen, "screen: [挂失]", "screen: [挂失, 余额不足]", "screen"},
	// chat
	{"too-long", refused, "zh: 卡被拒绝", "zh: 卡被拒绝而且怎么刷都不行客人等得很着急不知道怎么办", "zh: 卡被拒绝"},
	{"too-long", refused, "- Ask for another card.", "- " + strings.Repeat("Ask for another card. ", 8), "- Ask for"},
	{"too-long", core, "{zh: 都不行, en: All of them}", "{zh: 都不行, en: All of the cards that I have tried today}", "All of the"},
	{"advice-too-long", refused, "      zh: [联系支付公司。]\n      en: [Call your provider.]", "      zh: [" + strings.Repeat("联系支付公司客服，把屏幕上的原文和代码念给他听。, ", 70) +
		"]\n      en: [" + strings.Repeat("Call your provider., ", 70) + "]", "id: terminal_blocked"},
	// safety
	{"phone", refused, "zh: [联系支付公司。]", "zh: [打电话400-123-4567。]", "400-123"},
	{"phone", refused, "zh: 金额很大。", "zh: 打95588问。", "95588"},
	{"phone", "routes.yaml", "en: Our team takes over.", "en: Our team on +44 20 7946 0000 takes over.", "+44"},
	{"link", refused, "en: [Call your provider.]", "en: [See https://help.example/x.]", "https"},
	{"link", refused, "zh: [联系支付公司。]", "zh: [加QQ 12345678。]", "加QQ"},
	{"link", refused, "zh: 银行不说原因。", "zh: 加微信号：pos_help88。", "pos_help88"},
	{"banned", refused, "zh: [联系支付公司。]", "zh: [先 拆机看看。]", "先 拆机"},
	{"banned", refused, "en: [Call your provider.]", "en: [Open the case and look.]", "Open the case"},
	{"forbidden", refused, "查到后补打小票。", "还是不行再刷一次。", "再刷"},
	{"secret", refused, "zh: [联系支付公司。]", "zh: [把卡密码告诉支付公司，再报验证码。]", "报验证码"},
	{"secret", refused, "en: [Call your provider.]", "en: [Send us the full card number.]", "full card number"},
	{"promise", refused, "zh: [联系支付公司。]", "zh: [3天内一定到账。]", "3天内"},
	{"promise", refused, "en: [Call your provider.]", "en: [\"Within 3 days you will get the refund.\"]", "Within 3"},
	{"safety-rule", "safety.yaml", "    facts:\n      charged: [\"yes\", unsure]\n", "", "id: charged"},
	{"safety-rule", "safety.yaml", "banned:", "  - id: idle\n    why: Nobody knows.\n    codes: [\"41\"]\nbanned:", "id: idle"},
	{"safety-human", "safety.yaml", "problem: card_stolen", "problem: card_refused", "problem: card_refused"},
	{"safety-human", refused, "family: card", "family: safety", "family: safety"},
	// golden queries
	{"golden-echo", "golden/queries.yaml", "text: 又拒了", "text: 卡刷不过。", "卡刷不过"},
	{"golden-few", "golden/queries.yaml", "text: says lost, problem: card_stolen", "text: says lost, problem: card_refused", ""},
	{"golden-set", "golden/queries.yaml", "text: 又拒了, problem: card_refused, lang: zh, set: tune", "text: 又拒了, problem: card_refused, lang: zh, set: show", "show"},
}

// elsewhere gives the place of findings that stand in another file than the
// mistake, or whose line has nothing to be found by.
var elsewhere = map[string]string{
	"code-unclaimed": "codes.yaml:2",
	"golden-few":     stolen + ":1",
	"yaml":           refused,
}

// beside are rules that rightly speak up with another one.
var beside = map[string][]string{
	"unknown-id":      {"undecided", "idle-question", "golden-few", "idle-answer"},
	"unknown-word":    {"undecided", "idle-question", "idle-answer", "required", "sum"},
	"advice-too-long": {"say-few"},
	"undecided":       {"idle-answer"},
	"code-form":       {"code-unclaimed"},
	"safety-rule":     {"idle-question"},
}

func TestPlantedMistakes(t *testing.T) {
	for _, p := range plants {
		t.Run(p.rule+" "+p.file, func(t *testing.T) {
			t.Parallel()
			fsys := clean(t)
			before := string(fsys[p.file].Data)
			if !strings.Contains(before, p.old) {
				t.Fatalf("%q is not in %s", p.old, p.file)
			}
			after := strings.Replace(before, p.old, p.new, 1)
			fsys[p.file] = &fstest.MapFile{Data: []byte(after)}
			want := elsewhere[p.rule]
			if want == "" {
				want = knowledge.Position{File: p.file, Line: lineOf(t, after, p.at)}.String()
			}
			found := false
			for _, f := range check.Run(fsys) {
				at := f.Position.String()
				switch {
				case f.Rule == p.rule && (at == want || p.rule == "yaml" && f.File == want):
					found = true
					if f.What == "" || f.Mend == "" {
						t.Errorf("says not what or how: %s", f)
					}
				case !slices.Contains(beside[p.rule], f.Rule):
					t.Errorf("unwanted: %s: %s", f.Rule, f)
				}
			}
			if !found {
				t.Errorf("%s not found at %s", p.rule, want)
			}
		})
	}
}

// lineOf gives the line on which a part of the text, or one of several, begins.
func lineOf(t *testing.T, text, part string) int {
	t.Helper()
	for _, alt := range strings.Split(part, "|") {
		if i := strings.LastIndex(text, alt); i >= 0 {
			return 1 + strings.Count(text[:i], "\n")
		}
	}
	t.Fatalf("%q is not in the text", part)
	return 0
}

// TestAllAtOnce breaks every file and requires one finding for each: nothing
// is said about what the broken files would have held.
func TestAllAtOnce(t *testing.T) {
	fsys := clean(t)
	want := map[string]bool{}
	for name := range fsys {
		fsys[name] = &fstest.MapFile{Data: []byte("a: [1\n")}
		want[name] = true
	}
	got := map[string]bool{}
	for _, f := range check.Run(fsys) {
		if got[f.File] || f.Rule != "yaml" {
			t.Errorf("one finding a file is enough: %s: %s", f.Rule, f)
		}
		got[f.File] = true
	}
	if !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestSorted(t *testing.T) {
	fsys := clean(t)
	delete(fsys, "codes.yaml")
	fsys[refused] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(fsys[refused].Data), "zh: [", "zh: [打13800138000, "))}
	all := check.Run(fsys)
	if len(all) < 5 {
		t.Fatalf("found only %v", all)
	}
	for i, f := range all[1:] {
		if g := all[i]; g.File > f.File || g.File == f.File && g.Line > f.Line {
			t.Errorf("%s stands before %s", g, f)
		}
	}
}

func FuzzRun(f *testing.F) {
	files := clean(f)
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		f.Add(uint8(i), files[name].Data)
	}
	for name, text := range map[string]string{
		refused:       "slug: x\ncauses: [{}, {route: [1]}, {expects: {scope: {a: b}}}]\nsay: {zh: [\"\"]}",
		"safety.yaml": "rules: [{}]\nbanned: [{words: [\"\"]}]\nphones: [{}]",
		"terms.yaml":  "rewrites: [{from: [\"\"]}]",
		"codes.yaml":  "",
	} {
		f.Add(uint8(slices.Index(names, name)), []byte(text))
	}
	f.Fuzz(func(t *testing.T, file uint8, data []byte) {
		name := names[int(file)%len(names)]
		fsys := fstest.MapFS{}
		maps.Copy(fsys, files)
		fsys[name] = &fstest.MapFile{Data: data}
		for _, x := range check.Run(fsys) {
			if x.File == "" || x.Rule == "" || x.What == "" {
				t.Errorf("incomplete finding %+v", x)
			}
		}
	})
}
