package evaluation

import (
	"reflect"
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// How says what became of one thing between two contents.
type How string

// What may become of a thing.
const (
	Added   How = "added"
	Changed How = "changed"
	Removed How = "removed"
)

// Kind is a kind of thing that an editor writes.
type Kind string

// The kinds of thing, in the order in which a difference lists them.
const (
	KindArticle  Kind = "article"
	KindCause    Kind = "cause"
	KindQuestion Kind = "question"
	KindCode     Kind = "code"
	KindRoute    Kind = "route"
	KindRule     Kind = "rule" // of safety
	KindSafety   Kind = "safety"
	KindTerms    Kind = "terms"
	KindIntent   Kind = "intent"
	KindSubject  Kind = "subject" // of what is no problem
	KindQuery    Kind = "query"   // golden
	KindScript   Kind = "script"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		KindArticle, KindCause, KindQuestion, KindCode, KindRoute, KindRule,
		KindSafety, KindTerms, KindIntent, KindSubject, KindQuery, KindScript,
	}
}

// Change is one thing that was added, changed or removed.
type Change struct {
	Kind Kind `json:"kind"`
	// ID is the slug or id; of a cause "problem/cause"; of a query or script
	// its short name, for its text may be none to be looked at.
	ID  string `json:"id"`
	How How    `json:"how"`
	// Fields are the names, as they stand in the files, of what changed.
	Fields []string `json:"fields,omitempty"`
}

// Diff lists what changed between two contents, kind by kind, in order of id.
func Diff(before, after *Content) []Change {
	var out []Change
	for _, part := range []struct {
		kind Kind
		of   func(*Content) map[string]any
	}{
		{KindArticle, articles},
		{KindCause, causes},
		{KindQuestion, byID(func(c *Content) []knowledge.Question { return c.Base.Questions }, func(q knowledge.Question) string { return q.ID })},
		{KindCode, byID(func(c *Content) []knowledge.Code { return c.Base.Codes }, func(x knowledge.Code) string { return x.Code })},
		{KindRoute, byID(func(c *Content) []knowledge.RouteAdvice { return c.Base.Routes }, func(r knowledge.RouteAdvice) string { return string(r.Route) })},
		{KindRule, byID(func(c *Content) []knowledge.SafetyRule { return c.Base.Safety.Rules }, func(r knowledge.SafetyRule) string { return r.ID })},
		{KindSafety, safetyLists},
		{KindTerms, func(c *Content) map[string]any { return map[string]any{"terms": c.Base.Terms} }},
		{KindIntent, byID(func(c *Content) []knowledge.Intent { return c.Base.Intents }, func(i knowledge.Intent) string { return i.ID })},
		{KindSubject, byID(func(c *Content) []knowledge.Subject { return c.Base.OtherSubjects }, func(s knowledge.Subject) string { return s.ID })},
		{KindQuery, byID(func(c *Content) []knowledge.GoldenQuery { return c.Golden }, queryID)},
		{KindScript, byID(func(c *Content) []Script { return c.Scripts }, scriptID)},
	} {
		out = append(out, compare(part.kind, part.of(before), part.of(after))...)
	}
	return out
}

// byID lays the things of a list out by their id.
func byID[T any](list func(*Content) []T, id func(T) string) func(*Content) map[string]any {
	return func(c *Content) map[string]any {
		out := map[string]any{}
		for _, x := range list(c) {
			out[id(x)] = x
		}
		return out
	}
}

// articles gives the articles without their causes, which are compared apart.
func articles(c *Content) map[string]any {
	out := map[string]any{}
	for _, p := range c.Base.Problems {
		p.Causes = nil
		out[p.Slug] = p
	}
	return out
}

func causes(c *Content) map[string]any {
	out := map[string]any{}
	for i := range c.Base.Problems {
		p := &c.Base.Problems[i]
		for _, cause := range p.Causes {
			out[p.Slug+"/"+cause.ID] = cause
		}
	}
	return out
}

// safetyLists gives what the safety file holds beside its rules.
func safetyLists(c *Content) map[string]any {
	s := c.Base.Safety
	s.Rules = nil
	return map[string]any{"safety": s}
}

// compare compares the things of one kind by their ids.
func compare(kind Kind, before, after map[string]any) []Change {
	var out []Change
	for _, id := range sortedKeys(before) {
		now, ok := after[id]
		if !ok {
			out = append(out, Change{Kind: kind, ID: id, How: Removed})
		} else if fields := changedFields(before[id], now); len(fields) > 0 {
			out = append(out, Change{Kind: kind, ID: id, How: Changed, Fields: fields})
		}
	}
	for _, id := range sortedKeys(after) {
		if _, ok := before[id]; !ok {
			out = append(out, Change{Kind: kind, ID: id, How: Added})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// changedFields names the fields in which two values of one type differ. Where
// they stand in a file is no difference.
func changedFields(before, after any) []string {
	x, y := reflect.ValueOf(before), reflect.ValueOf(after)
	var out []string
	for i := range x.NumField() {
		field := x.Type().Field(i)
		if !field.IsExported() || field.Name == "Where" {
			continue
		}
		if !same(x.Field(i), y.Field(i)) {
			name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
			if name == "" {
				name = strings.ToLower(field.Name)
			}
			out = append(out, name)
		}
	}
	return out
}

// same compares what is written: unexported fields hold places in files, and
// an empty list is one that is left out.
func same(x, y reflect.Value) bool {
	switch x.Kind() {
	case reflect.Struct:
		for i := range x.NumField() {
			if x.Type().Field(i).IsExported() && !same(x.Field(i), y.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if x.Len() != y.Len() {
			return false
		}
		for i := range x.Len() {
			if !same(x.Index(i), y.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		return x.Len() == 0 && y.Len() == 0 || reflect.DeepEqual(x.Interface(), y.Interface())
	}
	return x.Interface() == y.Interface()
}
