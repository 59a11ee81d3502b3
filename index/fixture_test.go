package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/normalise"
)

// lower is a folder for tests that need no more.
type lower struct{}

func (lower) Fold(s string) string { return strings.ToLower(s) }

// small is a knowledge base of four problems.
func small() *knowledge.Base {
	text := func(zh, en string) knowledge.Text { return knowledge.Text{ZH: zh, EN: en} }
	return &knowledge.Base{Problems: []knowledge.Problem{
		{
			Slug: "paper", Title: text("打印机缺纸", "The printer has no paper"),
			Say: knowledge.Lines{
				ZH: []string{"没纸了", "打印不出小票", "小票打一半没纸"},
				EN: []string{"out of paper", "the printer doesn't print", "paper jam"},
			},
			Screen: []string{"打印机缺纸", "PRINTER OUT OF PAPER"},
			Causes: []knowledge.Cause{
				{ID: "roll_empty", Title: text("纸卷用完", "The roll is used up"), Says: knowledge.Lines{ZH: []string{"纸用完了"}}},
				{ID: "roll_reversed", Title: text("纸卷装反", "The roll is in the wrong way round"), Says: knowledge.Lines{ZH: []string{"打出来是白纸"}, EN: []string{"the slip comes out blank"}}},
			},
			Background: text("热敏纸只有一面能打。", "Thermal paper prints on one side only."),
		},
		{
			Slug: "network", Title: text("没有网络", "No network"),
			Say: knowledge.Lines{
				ZH: []string{"没信号", "连不上网", "机器一直转圈圈连不上"},
				EN: []string{"no signal", "cannot connect", "it says connecting forever"},
			},
			Screen: []string{"通讯失败", "NO SIGNAL"},
			Causes: []knowledge.Cause{{ID: "sim", Title: text("流量卡过期", "The SIM card has expired")}},
		},
		{
			Slug: "pin", Title: text("密码错误", "Wrong PIN"),
			Say:    knowledge.Lines{ZH: []string{"客人密码输错了", "密码不对"}, EN: []string{"wrong pin", "customer forgot the pin"}},
			Screen: []string{"密码错误", "INCORRECT PIN"},
			Causes: []knowledge.Cause{{ID: "typed", Title: text("输错", "Typed wrongly")}},
		},
		{
			Slug: "money", Title: text("钱没有到账", "The money has not arrived"),
			Say:    knowledge.Lines{ZH: []string{"钱没到账", "昨天的钱还没到"}, EN: []string{"where is my money", "no payout since yesterday"}},
			Causes: []knowledge.Cause{{ID: "holiday", Title: text("节假日", "A bank holiday")}},
		},
	}, OtherSubjects: []knowledge.Subject{
		{ID: "weather", Say: knowledge.Lines{ZH: []string{"明天下雨吗", "今天好冷"}, EN: []string{"will it rain tomorrow"}}},
		{ID: "phones", Say: knowledge.Lines{ZH: []string{"手机打不开了"}, EN: []string{"my phone cannot connect"}}},
	}}
}

// real is the knowledge base of this repository with its normaliser.
func real(t testing.TB) (*knowledge.Base, Folder) {
	t.Helper()
	base, _ := knowledge.Load(os.DirFS("../knowledge/base"))
	if len(base.Problems) == 0 {
		t.Fatal("no articles in ../knowledge/base")
	}
	codes := make([]string, 0, len(base.Codes))
	for i := range base.Codes {
		codes = append(codes, base.Codes[i].Code)
	}
	return base, normalise.New(base.Terms, base.Lexicon(), codes)
}

// synthetic makes a base of n problems by putting the parts of a base's
// problems together anew, so that terms and lengths stay true to life.
func synthetic(base *knowledge.Base, n int) *knowledge.Base {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func() *knowledge.Problem { return &base.Problems[r.IntN(len(base.Problems))] }
	// part recombines the halves of two lines.
	part := func(a, b []string) string {
		if len(a) == 0 || len(b) == 0 {
			return ""
		}
		x, y := []rune(a[r.IntN(len(a))]), []rune(b[r.IntN(len(b))])
		return string(x[:(len(x)+1)/2]) + string(y[len(y)/2:])
	}
	out := &knowledge.Base{Problems: make([]knowledge.Problem, n)}
	for i := range out.Problems {
		p := *pick()
		p.Slug = fmt.Sprintf("p%05d", i)
		p.Title = pick().Title
		for _, lang := range knowledge.Langs() {
			lines := make([]string, len(p.Say.In(lang)))
			for j := range lines {
				lines[j] = part(pick().Say.In(lang), pick().Say.In(lang))
			}
			if lang == knowledge.English {
				p.Say.EN = lines
			} else {
				p.Say.ZH = lines
			}
		}
		out.Problems[i] = p
	}
	return out
}

// build builds a generation and closes it after the test.
func build(t testing.TB, base *knowledge.Base, folder Folder, dir string) *Generation {
	t.Helper()
	g, err := Build(context.Background(), base, folder, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
		<-g.Done()
	})
	return g
}

// realGeneration is the knowledge base of this repository in memory.
func realGeneration(t testing.TB) (*Generation, Folder) {
	t.Helper()
	base, folder := real(t)
	return build(t, base, folder, ""), folder
}
