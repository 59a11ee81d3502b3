package knowledge_test

import (
	"testing"

	"github.com/tillmate/tillmate/knowledge"
)

func TestWords(t *testing.T) {
	last := 1.0
	for _, w := range knowledge.Words() {
		p, ok := w.Probability()
		if !ok || p <= 0 || p >= last {
			t.Errorf("%s is %v, after %v", w, p, last)
		}
		last = p
	}
	if len(knowledge.Words()) != 7 {
		t.Errorf("%d words", len(knowledge.Words()))
	}
	for name, value := range map[string]func() (float64, bool){
		"word":       knowledge.Word("mostly").Probability,
		"no word":    knowledge.Word("").Probability,
		"case":       knowledge.Word("Always").Probability,
		"commonness": knowledge.Commonness("frequent").Weight,
		"effort":     knowledge.Effort("run").Cost,
		"source":     knowledge.Source("hearsay").ErrorRate,
	} {
		if v, ok := value(); ok || v != 0 {
			t.Errorf("%s: an unknown word is worth %v", name, v)
		}
	}
}

func TestOrderOfWords(t *testing.T) {
	rising := func(name string, values ...func() (float64, bool)) {
		last := 0.0
		for i, value := range values {
			v, ok := value()
			if !ok || v <= last {
				t.Errorf("%s %d is %v, after %v", name, i, v, last)
			}
			last = v
		}
	}
	rising("commonness", knowledge.Rare.Weight, knowledge.Occasional.Weight, knowledge.Common.Weight)
	rising("effort", knowledge.Look.Cost, knowledge.Read.Cost, knowledge.Try.Cost, knowledge.Wait.Cost)
	rising("source", knowledge.FromScreen.ErrorRate, knowledge.FromTrying.ErrorRate, knowledge.FromJudgment.ErrorRate)
}

func TestRoutes(t *testing.T) {
	if len(knowledge.Routes()) != 5 {
		t.Errorf("%d routes", len(knowledge.Routes()))
	}
	for _, r := range knowledge.Routes() {
		if !r.Valid() {
			t.Errorf("%s is not valid", r)
		}
	}
	for _, r := range []knowledge.Route{"", "Bank", "police"} {
		if r.Valid() {
			t.Errorf("%q is valid", r)
		}
	}
}

func TestTexts(t *testing.T) {
	x := knowledge.Text{ZH: "一", EN: "one"}
	if x.In(knowledge.Chinese) != "一" || x.In(knowledge.English) != "one" || x.IsZero() || !(knowledge.Text{}).IsZero() {
		t.Error("text")
	}
	l := knowledge.Lines{ZH: []string{"一"}}
	if len(l.In(knowledge.Chinese)) != 1 || len(l.In(knowledge.English)) != 0 || l.IsZero() || !(knowledge.Lines{}).IsZero() {
		t.Error("lines")
	}
}
