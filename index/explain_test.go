package index

import (
	"context"
	"math"
	"reflect"
	"testing"

	"github.com/tillmate/tillmate/conversation"
)

func TestExplain(t *testing.T) {
	g := build(t, small(), lower{}, "")
	query := conversation.Query{Text: "打印机没纸 no paper", Limit: 2}
	e, err := g.Explain(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := g.Search(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(e.Hits, hits) {
		t.Errorf("explained %+v, found %+v", e.Hits, hits)
	}
	if len(e.Terms) == 0 || len(e.Reasons) != len(hits.Problems) {
		t.Fatalf("%d terms, %d reasons", len(e.Terms), len(e.Reasons))
	}
	for i, r := range e.Reasons {
		share := 0.
		for _, c := range r.Terms {
			share += c.Share
		}
		if r.Problem != hits.Problems[i].Problem || math.Abs(share-1) > 1e-9 || math.Abs(r.Best+r.All-hits.Problems[i].Score) > 1e-9 {
			t.Errorf("reason %+v (shares %v) of hit %+v", r, share, hits.Problems[i])
		}
	}
}
