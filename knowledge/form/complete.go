package form

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
)

// OfBase completes with what a knowledge base has: the ids of its questions and
// answers, its codes and its articles.
func OfBase(base *knowledge.Base) Completions {
	var questions, codes, slugs []string
	answers := map[string][]string{}
	for _, q := range base.Questions {
		questions = append(questions, q.ID)
		for _, a := range q.Answers {
			answers[q.ID] = append(answers[q.ID], a.ID)
		}
	}
	for _, c := range base.Codes {
		codes = append(codes, c.Code)
	}
	answers[knowledge.CodeQuestion] = append([]string{knowledge.NoCode}, codes...)
	for i := range base.Problems {
		slugs = append(slugs, base.Problems[i].Slug)
	}
	every := everyAnswer(answers)
	return func(path []string) []string {
		last, before := path[len(path)-1], ""
		if len(path) > 1 {
			before = path[len(path)-2]
		}
		switch at := strings.Join(path, "/"); {
		case before == "expects", before == "facts":
			if last == "" {
				return every
			}
			return answers[last]
		case last == "expects", last == "facts", last == "ask", at == "questions":
			return questions
		case last == "codes":
			return codes
		case last == "problem", last == "problems", at == "queries/also":
			return slugs
		case last == "by_route", last == "route":
			return names(knowledge.Routes())
		case last == "by_family":
			return names(knowledge.Families())
		}
		return nil
	}
}

func everyAnswer(answers map[string][]string) (out []string) {
	for _, ids := range answers {
		out = append(out, ids...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
