package knowledge_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
)

var update = flag.Bool("update", false, "rewrite the generated files")

const schemaDir = "base/schema"

// The schemas beside the articles are those of the types.
func TestSchemas(t *testing.T) {
	schemas, err := knowledge.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll(schemaDir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range schemas {
		file := filepath.Join(schemaDir, name)
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not the schema of the type (%v); run: make schemas", file, err)
		}
	}
}

// Every file of the knowledge base that is YAML has a schema, and nothing else.
func TestSchemaOf(t *testing.T) {
	schemas, err := knowledge.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"problems/a.yaml": "problem", "questions/core.yaml": "questions", "golden/queries-a.yaml": "golden", "codes.yaml": "codes",
		"routes.yaml": "routes", "terms.yaml": "terms", "safety.yaml": "safety", "intents.yaml": "intents", "other_subjects.yaml": "other_subjects",
		"problem.yaml": "", "problems/b/a.yaml": "", "problems/a.txt": "", "golden/merchants/a.txt": "", "x/codes.yaml": "", "a": "", "": "",
	} {
		if want != "" {
			want += ".schema.json"
		}
		if got := knowledge.SchemaOf(file); got != want || want != "" && schemas[got] == nil {
			t.Errorf("%s has %q", file, got)
		}
	}
}
