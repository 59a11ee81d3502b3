package knowledge_test

import (
	"testing"

	"github.com/tillmate/tillmate/knowledge"
)

func TestFirstError(t *testing.T) {
	warning, one, two := knowledge.Finding{Severity: knowledge.Warning}, knowledge.Finding{Severity: knowledge.Error, What: "one"}, knowledge.Finding{Severity: knowledge.Error, What: "two"}
	if f, ok := knowledge.FirstError([]knowledge.Finding{warning, one, two}); !ok || f != one {
		t.Errorf("%v, %t", f, ok)
	}
	if f, ok := knowledge.FirstError([]knowledge.Finding{warning}); ok {
		t.Errorf("a warning is %v", f)
	}
}
