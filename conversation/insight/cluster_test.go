package insight_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// complaints are what merchants wrote about things the articles may not know,
// by what they are about, and how many of them must be found together.
var complaints = map[string]struct {
	together int
	texts    []string
}{
	"face": {3, []string{
		"刷脸支付用不了，客人对着看半天没反应", "刷脸支付一直识别不出来", "客人要刷脸支付，机器不支持吗", "刷脸一直转圈，支付不成功", "人脸支付怎么突然不能用了",
	}},
	"invoice": {4, []string{
		"电子发票开不出来，提示税控盘未连接", "机器上开不了电子发票", "开电子发票老是失败", "客人要发票，扫码开票页面打不开发票", "电子发票开不出来怎么办",
	}},
	"member": {4, []string{
		"会员卡积分不见了", "会员积分没有到账，客人在闹", "会员卡充值以后积分没加上", "客人的会员卡积分查不到",
	}},
	"digital yuan": {4, []string{
		"数字人民币收不了", "数字人民币怎么收款啊，客人要用", "客人用数字人民币付款一直失败", "數字人民幣收款失敗",
	}},
	// Two characters alone link nothing: too much is about the air conditioner.
	"air conditioner": {1, []string{"空调坏了找谁修", "店里空调不制冷了，能派人修吗", "空调漏水谁来修"}},
	"cracked screen":  {3, []string{"屏幕摔碎了，还能用吗，换屏多少钱", "机器屏幕碎了换一个多少钱", "屏幕裂了，换屏要多久"}},
	"tip":             {3, []string{"how do I add a tip on the terminal", "tips option is missing on my terminal", "customer wants to add a tip but no tip button"}},
	"amex":            {3, []string{"american express not accepted", "my terminal does not accept american express cards", "amex american express card gets rejected every time"}},
	"offline":         {3, []string{"offline mode how to turn on", "can the terminal work in offline mode without internet", "turn on offline mode please"}},
	"unknown code":    {4, []string{"显示 Z9 是啥", "报Z9", "code Z9 what does it mean", "错误码Z9"}},
}

// one gives a gap with those words.
func one(words string, minute int) conversation.Gap {
	return conversation.Gap{Kind: conversation.GapNoHit, At: monday.Add(time.Duration(minute) * time.Minute), Words: words}
}

// said lists the wordings shown of a cluster.
func said(c insight.Cluster) []string { return append([]string{c.Label}, c.Examples...) }

// What speaks of one thing is found together, and nothing else with it.
func TestClusterByMeaning(t *testing.T) {
	var gaps []conversation.Gap
	about := map[string]string{}
	for name, c := range complaints {
		for _, x := range c.texts {
			gaps = append(gaps, one(x, len(gaps)))
			about[x] = name
		}
	}
	largest := map[string]int{}
	for _, c := range insight.NewLexis(load(t)).Cluster(gaps) {
		t.Logf("%d %s %q %q %q", c.Count, c.ID, c.Label, c.Terms, c.Examples)
		name := about[c.Label]
		largest[name] = max(largest[name], c.Count)
		for _, x := range said(c) {
			if about[x] != name {
				t.Errorf("%q (%s) is with %q (%s)", x, about[x], c.Label, name)
			}
		}
	}
	for name, want := range complaints {
		if largest[name] < want.together {
			t.Errorf("%s: %d together, want %d", name, largest[name], want.together)
		}
	}
}

// The problem that failed or was found joins what the words do not: other
// wordings and languages.
func TestClusterByProblem(t *testing.T) {
	in := func(words, problem, cause string) conversation.Gap {
		g := one(words, 0)
		g.Kind, g.Problem, g.Cause = conversation.GapUnhelpful, problem, cause
		return g
	}
	gaps := []conversation.Gap{
		in("打不出纸", "printer_paper", "out_of_paper"), in("no paper", "printer_paper", "out_of_paper"),
		in("没信号", "network_down", "weak_signal"), in("no signal", "network_down", "weak_signal"),
	}
	clusters := insight.NewLexis(load(t)).Cluster(gaps)
	if len(clusters) != 2 {
		t.Fatalf("%+v", clusters)
	}
	for _, c := range clusters {
		if c.Count != 2 || !slices.Equal(c.Langs, []knowledge.Lang{knowledge.English, knowledge.Chinese}) || c.Todo() != insight.MendArticle {
			t.Errorf("%+v", c)
		}
	}
}

// TestClusterGolden clusters the golden queries, whose problems are known, with
// what the search finds for them.
func TestClusterGolden(t *testing.T) {
	d := open(t)
	var gaps []conversation.Gap
	problem := map[string]string{}
	for i, q := range golden(t) {
		hits, err := d.search.Search(t.Context(), d.engine.Query(q.Text))
		if err != nil {
			t.Fatal(err)
		}
		gap := one(q.Text, i)
		for _, h := range hits.Problems[:min(3, len(hits.Problems))] {
			gap.Nearest = append(gap.Nearest, h.Problem)
		}
		gaps = append(gaps, gap)
		problem[q.Text] = q.Problem
	}
	pairs, same, gathered := 0, 0, 0
	for _, c := range insight.NewLexis(load(t)).Cluster(gaps) {
		if c.Count > 1 {
			gathered += c.Count
		}
		for i, x := range said(c) {
			for _, y := range said(c)[:i] {
				pairs++
				if problem[x] == problem[y] {
					same++
				}
			}
		}
	}
	right, share := float64(same)/float64(pairs), float64(gathered)/float64(len(gaps))
	t.Logf("%d queries: %.2f of the pairs shown together are of one problem, %.2f of the queries are with others", len(gaps), right, share)
	if right < .6 || share < .45 {
		t.Error("too few")
	}
}

// The order in which the gaps come does not matter, and each is in exactly one
// cluster.
func TestClusterOrder(t *testing.T) {
	var gaps []conversation.Gap
	kinds := []conversation.GapKind{conversation.GapNoHit, conversation.GapNone, conversation.GapUnhelpful, conversation.GapEscalated}
	for i, q := range golden(t)[:400] {
		gap := one(q.Text, i%90)
		gap.Kind = kinds[i%len(kinds)]
		if gap.Kind == conversation.GapUnhelpful {
			gap.Problem, gap.Cause = q.Problem, "some"
		}
		gaps = append(gaps, gap)
	}
	gaps = append(gaps, gaps[:50]...)
	l := insight.NewLexis(load(t))
	want := l.Cluster(gaps)
	n := 0
	for _, c := range want {
		n += c.Count
		of := 0
		for _, k := range c.Kinds {
			of += k
		}
		if of != c.Count || c.Last.Before(c.First) || c.Label == "" || len(c.Examples) > 5 || len(c.Terms) > 5 {
			t.Errorf("%+v", c)
		}
	}
	if n != len(gaps) {
		t.Errorf("%d of %d gaps are in a cluster", n, len(gaps))
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 4 {
		random.Shuffle(len(gaps), func(i, j int) { gaps[i], gaps[j] = gaps[j], gaps[i] })
		if got := l.Cluster(gaps); !reflect.DeepEqual(got, want) {
			t.Fatal("another order gives other clusters")
		}
	}
}

// Only the latest gaps are read, and words without any term stand alone.
func TestClusterBounds(t *testing.T) {
	l := insight.NewLexis(load(t))
	if got := l.Cluster(nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	got := l.Cluster([]conversation.Gap{one("？？", 1), one("12345", 2), one("", 3), one(strings.Repeat("啊", 3000), 4)})
	for _, c := range got {
		if c.Count != 1 {
			t.Errorf("%+v", c)
		}
	}
	many := make([]conversation.Gap, insight.MaxGaps+10)
	for i := range many {
		many[i] = one("没有电了", i)
	}
	got = l.Cluster(many)
	if len(got) != 1 || got[0].Count != insight.MaxGaps || !got[0].First.Equal(many[10].At) {
		t.Errorf("%+v", got)
	}
}

// FuzzCluster looks for words that break it.
func FuzzCluster(f *testing.F) {
	f.Add("刷脸支付", "code Z9", "network_down")
	f.Add("a\xff\x00", "🙂🙂", "")
	l := insight.NewLexis(load(f))
	f.Fuzz(func(t *testing.T, x, y, problem string) {
		gap := one(x, 1)
		gap.Problem, gap.Cause = problem, "c"
		n := 0
		for _, c := range l.Cluster([]conversation.Gap{gap, one(y, 2), one(x+y, 3), one(x, 4)}) {
			n += c.Count
		}
		if n > 4 {
			t.Errorf("%d of 4", n)
		}
	})
}
