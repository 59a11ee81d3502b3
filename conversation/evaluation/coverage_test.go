package evaluation_test

import (
	"flag"
	"os"
	"testing"

	"github.com/tillmate/tillmate/conversation/evaluation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

var update = flag.Bool("update", false, "rewrite docs/coverage.md")

const coveragePage = "../../docs/coverage.md"

func foundings(t *testing.T) []evaluation.Founding {
	t.Helper()
	data, err := os.ReadFile("testdata/homes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out, err := evaluation.ReadFoundings(data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCoverage: the page says what the shipped knowledge covers.
func TestCoverage(t *testing.T) {
	loaded, findings := knowledge.Load(base.Files)
	golden, more := knowledge.LoadGolden(base.Files, loaded)
	if findings = append(findings, more...); knowledge.Errors(findings) > 0 {
		t.Fatalf("the knowledge base: %s", findings[0])
	}
	want := evaluation.Coverage(loaded, golden, foundings(t))
	if *update {
		if err := os.WriteFile(coveragePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(coveragePage)
	if err != nil || string(got) != want {
		t.Errorf("docs/coverage.md is not what the knowledge covers (%v); run: make docs", err)
	}
}

// TestFoundingItems: every item of the founding articles has a home, with a
// cause on the route that is claimed.
func TestFoundingItems(t *testing.T) {
	loaded, findings := knowledge.Load(base.Files)
	if knowledge.Errors(findings) > 0 {
		t.Fatalf("the knowledge base: %s", findings[0])
	}
	articles := foundings(t)
	if len(articles) != 2 {
		t.Errorf("%d founding articles, there are two", len(articles))
	}
	for _, a := range articles {
		if len(a.Items) == 0 {
			t.Errorf("%s has no items", a.Title.EN)
		}
		for _, item := range a.Items {
			if item.Item.ZH == "" || item.Item.EN == "" {
				t.Errorf("an item is written in one language only: %+v", item.Item)
			}
			for _, wrong := range item.Homeless(loaded) {
				t.Errorf("%s: %s: %s", a.Title.EN, item.Item.EN, wrong)
			}
		}
	}
}

// TestHomeless: what is nowhere is found.
func TestHomeless(t *testing.T) {
	loaded, _ := knowledge.Load(base.Files)
	for name, item := range map[string]evaluation.Item{
		"unknown problem":  {Homes: []evaluation.Home{{Problem: "weather", Routes: []knowledge.Route{knowledge.RouteBank}}}},
		"no such route":    {Homes: []evaluation.Home{{Problem: "data_leak", Routes: []knowledge.Route{knowledge.RouteBank}}}},
		"no route":         {Homes: []evaluation.Home{{Problem: "data_leak"}}},
		"unknown question": {Questions: []string{"weather"}},
		"unknown rule":     {Safety: []string{"weather"}},
		"nowhere":          {},
	} {
		if len(item.Homeless(loaded)) != 1 {
			t.Errorf("%s: found %v, want one thing", name, item.Homeless(loaded))
		}
	}
	if wrong := (evaluation.Item{Note: "left out on purpose"}).Homeless(loaded); wrong != nil {
		t.Errorf("an item that is left out on purpose: %v", wrong)
	}
}
