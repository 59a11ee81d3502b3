package knowledge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// Schemas gives the JSON Schemas of the knowledge base's files by file name,
// for editors' IDEs: completion, and checks while they type.
func Schemas() (map[string][]byte, error) {
	files := map[string]any{
		"problem.schema.json": &Problem{},
		"questions.schema.json": &struct {
			Questions []Question `json:"questions"`
		}{},
		"codes.schema.json": &struct {
			Codes []Code `json:"codes"`
		}{},
		"routes.schema.json": &struct {
			Routes []RouteAdvice `json:"routes"`
		}{},
		"intents.schema.json": &struct {
			Intents []Intent `json:"intents"`
		}{},
		"other_subjects.schema.json": &struct {
			Subjects []Subject `json:"subjects"`
		}{},
		"golden.schema.json": &struct {
			Queries []GoldenQuery `json:"queries"`
		}{},
		"terms.schema.json":  &Terms{},
		"safety.schema.json": &Safety{},
	}
	out := make(map[string][]byte, len(files))
	for name, v := range files {
		reflector := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true}
		data, err := json.MarshalIndent(reflector.Reflect(v), "", "  ")
		if err != nil {
			return nil, fmt.Errorf("write the schema %s: %w", name, err)
		}
		out[name] = append(data, '\n')
	}
	return out, nil
}

// SchemaOf gives the name that [Schemas] has for the schema of a file of the
// knowledge base, by its path; "" is a file that has none.
func SchemaOf(file string) string {
	dir, name, _ := strings.Cut(file, "/")
	if name == "" {
		dir, name = "", dir
	}
	stem, ok := strings.CutSuffix(name, ".yaml")
	switch {
	case !ok || strings.Contains(stem, "/"):
		return ""
	case dir == problemsDir:
		stem = "problem"
	case dir == questionsDir:
		stem = "questions"
	case dir == goldenDir:
		stem = "golden"
	case dir != "" || !slices.Contains([]string{codesFile, routesFile, termsFile, safetyFile, intentsFile, subjectsFile}, file):
		return ""
	}
	return stem + ".schema.json"
}

// JSONSchema lists the words an editor may choose from.
func (Word) JSONSchema() *jsonschema.Schema {
	s := &jsonschema.Schema{
		Type:        "string",
		Description: "Of 100 merchants with this cause, so many answer this: always 98, usually 85, often 60, sometimes 30, rarely 10, very_rarely 2, never 0.2",
	}
	for _, w := range Words() {
		s.Enum = append(s.Enum, w)
	}
	return s
}
