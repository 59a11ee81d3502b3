package form_test

import (
	"bytes"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/form"
)

var schemas = sync.OnceValues(knowledge.Schemas)

// schemaOf gives the schema of a file of the knowledge base.
func schemaOf(file string) []byte {
	all, err := schemas()
	schema := all[knowledge.SchemaOf(file)]
	if err != nil || schema == nil {
		panic(file + " has no schema")
	}
	return schema
}

// files gives every file of the knowledge base that has a schema.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(base.Files, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".yaml" {
			return err
		}
		out[file], err = fs.ReadFile(base.Files, file)
		return err
	})
	if err != nil || len(out) < 60 {
		t.Fatalf("%d files, %v", len(out), err)
	}
	return out
}

// values gives what a form sends that nobody changed.
func values(fields []form.Field) map[string][]string {
	out := map[string][]string{}
	gather(out, fields)
	return out
}

func gather(out map[string][]string, fields []form.Field) {
	for _, f := range fields {
		switch f.Kind {
		case form.Group:
			gather(out, f.Fields)
		case form.Groups:
			out[f.Name] = []string{""}
			for i := range f.Fields {
				out[f.Name] = append(out[f.Name], strconv.Itoa(i))
				gather(out, f.Fields[i].Fields)
			}
		case form.Table:
			for _, row := range append(f.Rows, f.BlankRow()) {
				for _, cell := range row.Cells {
					out[cell.Name] = append(out[cell.Name], cell.Value)
				}
			}
		case form.Items:
			out[f.Name] = append(f.Values, "")
		default: // browsers send lines so
			out[f.Name] = []string{strings.ReplaceAll(f.Value, "\n", "\r\n")}
		}
	}
}

// TestUnchanged sends the forms of all files back as they came.
func TestUnchanged(t *testing.T) {
	b, _ := knowledge.Load(base.Files)
	for file, text := range files(t) {
		for name, complete := range map[string]form.Completions{"none": nil, "base": form.OfBase(b)} {
			f, err := form.Read(schemaOf(file), text, complete)
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			got, err := form.Apply(schemaOf(file), text, values(f.Fields))
			if err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s, completed with %s, is changed: %v", file, name, err)
			}
		}
	}
}
