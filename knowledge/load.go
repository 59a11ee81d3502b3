package knowledge

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// The files of a knowledge base, below its root.
const (
	problemsDir  = "problems"
	questionsDir = "questions"
	codesFile    = "codes.yaml"
	routesFile   = "routes.yaml"
	termsFile    = "terms.yaml"
	safetyFile   = "safety.yaml"
	intentsFile  = "intents.yaml"
	subjectsFile = "other_subjects.yaml"
)

// MaxFile is the greatest size of one file, in bytes. A larger one is a
// mistake, not an article.
const MaxFile = 1 << 20

// Load reads a knowledge base and reports everything about its form that is
// wrong: files that are missing or no YAML, unknown fields, wrong types, ids
// that occur twice. The base holds what could be read; it may be used only
// when [Errors] of the findings is 0. What the content says is the business of
// the check package.
func Load(fsys fs.FS) (*Base, []Finding) {
	l := &loader{fsys: fsys, base: &Base{}}
	l.problems()
	l.questions()
	l.codes()
	l.routes()
	l.terms()
	l.safety()
	l.intents()
	l.subjects()
	l.base.index()
	SortFindings(l.findings)
	return l.base, l.findings
}

type loader struct {
	fsys     fs.FS
	base     *Base
	findings []Finding
}

func (l *loader) fail(at Position, rule, mend, format string, args ...any) {
	l.findings = append(l.findings, Finding{
		Position: at, Severity: Error, Rule: rule,
		What: fmt.Sprintf(format, args...), Mend: mend,
	})
}

// read decodes one file; the document is nil when there was nothing to decode.
func (l *loader) read(file string, out any) *document {
	data, err := readFile(l.fsys, file)
	if err != nil {
		mend := "make the file readable"
		if errors.Is(err, fs.ErrNotExist) {
			mend = "add the file"
		}
		l.fail(Position{File: file}, "file", mend, "cannot read it: %v", err)
		return nil
	}
	doc, findings := decode(file, data, out)
	l.findings = append(l.findings, findings...)
	return doc
}

func readFile(fsys fs.FS, file string) ([]byte, error) {
	info, err := fs.Stat(fsys, file)
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxFile {
		return nil, fmt.Errorf("it has %d bytes, more than %d", info.Size(), MaxFile)
	}
	return fs.ReadFile(fsys, file)
}

// files lists the YAML files of a folder in order of name.
func (l *loader) files(dir string) []string {
	entries, err := fs.ReadDir(l.fsys, dir)
	if err != nil {
		l.fail(Position{File: dir}, "file", "add the folder", "cannot read it: %v", err)
		return nil
	}
	var out []string
	for _, e := range entries {
		switch ext := path.Ext(e.Name()); {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
		case ext == ".yaml":
			out = append(out, path.Join(dir, e.Name()))
		case ext == ".yml":
			l.fail(Position{File: path.Join(dir, e.Name())}, "file", "rename it to .yaml", "only .yaml files are read")
		}
	}
	return out
}

func (l *loader) problems() {
	for _, file := range l.files(problemsDir) {
		var p Problem
		doc := l.read(file, &p)
		if doc == nil {
			continue
		}
		p.doc = doc
		name := strings.TrimSuffix(path.Base(file), ".yaml")
		if p.Slug != name {
			l.fail(p.At("slug"), "slug", fmt.Sprintf("write slug: %s or rename the file", name),
				"slug %q is not the file's name", p.Slug)
			p.Slug = name
		}
		l.base.Problems = append(l.base.Problems, p)
	}
}

func (l *loader) questions() {
	files := l.files(questionsDir)
	// The core questions come first: ties between questions go to them.
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Compare(boolInt(path.Base(b) == "core.yaml"), boolInt(path.Base(a) == "core.yaml"))
	})
	seen := map[string]Position{}
	for _, file := range files {
		var bank struct {
			Questions []Question `yaml:"questions"`
		}
		doc := l.read(file, &bank)
		for i := range bank.Questions {
			q := bank.Questions[i]
			q.doc, q.path = doc, []any{"questions", i}
			if q.Kind == "" {
				q.Kind = KindChoice
			}
			if l.double(seen, "question", q.ID, q.At("id")) {
				continue
			}
			l.base.Questions = append(l.base.Questions, q)
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (l *loader) codes() {
	var table struct {
		Codes []Code `yaml:"codes"`
	}
	doc := l.read(codesFile, &table)
	for i := range table.Codes {
		table.Codes[i].doc, table.Codes[i].path = doc, []any{"codes", i}
	}
	l.base.Codes = unique(l, "code", table.Codes, func(_ int, c Code) (string, Position) { return c.Code, c.At("code") })
}

func (l *loader) routes() {
	var file struct {
		Routes []RouteAdvice `yaml:"routes"`
	}
	l.base.routes = l.read(routesFile, &file)
	l.base.Routes = unique(l, "route", file.Routes, func(i int, r RouteAdvice) (string, Position) {
		return string(r.Route), l.base.RoutesAt("routes", i, "route")
	})
}

func (l *loader) terms() {
	l.base.Terms.doc = l.read(termsFile, &l.base.Terms)
}

func (l *loader) safety() {
	l.base.Safety.doc = l.read(safetyFile, &l.base.Safety)
}

func (l *loader) intents() {
	var file struct {
		Intents []Intent `yaml:"intents"`
	}
	l.base.intents = l.read(intentsFile, &file)
	l.base.Intents = unique(l, "intent", file.Intents, func(i int, in Intent) (string, Position) {
		return in.ID, l.base.IntentsAt("intents", i, "id")
	})
}

func (l *loader) subjects() {
	var file struct {
		Subjects []Subject `yaml:"subjects"`
	}
	l.base.subjects = l.read(subjectsFile, &file)
	l.base.OtherSubjects = unique(l, "subject", file.Subjects, func(i int, s Subject) (string, Position) {
		return s.ID, l.base.SubjectsAt("subjects", i, "id")
	})
}

// unique keeps the first of every id, and reports the others.
func unique[T any](l *loader, kind string, all []T, named func(i int, x T) (id string, at Position)) []T {
	seen := map[string]Position{}
	var kept []T
	for i, x := range all {
		if id, at := named(i, x); !l.double(seen, kind, id, at) {
			kept = append(kept, x)
		}
	}
	return kept
}

// double reports, once, an id that was seen before.
func (l *loader) double(seen map[string]Position, kind, id string, at Position) bool {
	if first, ok := seen[id]; ok {
		l.fail(at, "duplicate", "give it an id of its own", "%s %q is already defined at %s", kind, id, first)
		return true
	}
	seen[id] = at
	return false
}
