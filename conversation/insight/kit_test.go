package insight_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// shipped is the knowledge base of the program.
var shipped = sync.OnceValues(func() (*knowledge.Base, error) {
	b, findings := knowledge.Load(base.Files)
	if n := knowledge.Errors(findings); n > 0 {
		return nil, fmt.Errorf("%d mistakes, the first: %s", n, findings[0])
	}
	return b, nil
})

func load(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func golden(t testing.TB) []knowledge.GoldenQuery {
	t.Helper()
	queries, findings := knowledge.LoadGolden(base.Files, load(t))
	if len(findings) > 0 {
		t.Fatal(findings[0])
	}
	return queries
}

// dialogue is the real engine over the real search.
type dialogue struct {
	engine *conversation.Engine
	search *index.Generation
}

func open(t testing.TB) dialogue {
	t.Helper()
	phrases, err := messages.New()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := conversation.New(load(t), phrases)
	if err != nil {
		t.Fatal(err)
	}
	search, err := index.Build(t.Context(), load(t), engine, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := search.Close(); err != nil {
			t.Error(err)
		}
	})
	return dialogue{engine, search}
}

var monday = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
