package configs

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Origin is where a setting came from: a place in the file, a variable or a
// flag. The zero origin is the default.
type Origin struct {
	Name string // of the file, the variable (TILLMATE_…) or the flag (--…)
	Line int    // in the file, from 1; 0 otherwise
}

// IsZero reports whether the setting has its default.
func (o Origin) IsZero() bool { return o == Origin{} }

// String gives the origin as editors and terminals understand it.
func (o Origin) String() string {
	switch {
	case o.IsZero():
		return "default"
	case o.Line > 0:
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	}
	return o.Name
}

// MarshalText writes the origin into JSON.
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Mistake is one thing that is wrong with the configuration.
type Mistake struct {
	From Origin
	// Setting is the path of the setting, or "" when it is none.
	Setting string
	What    string // without secret values
	Mend    string
}

// String gives the mistake on one line.
func (m Mistake) String() string {
	s := m.What + "; " + m.Mend
	if m.From.IsZero() {
		return s
	}
	return m.From.String() + ": " + s
}

// MarshalJSON writes the mistake for programs.
func (m Mistake) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		From    string `json:"from"`
		Line    int    `json:"line,omitempty"`
		Setting string `json:"setting,omitempty"`
		What    string `json:"what"`
		Mend    string `json:"mend"`
	}{m.From.Name, m.From.Line, m.Setting, m.What, m.Mend})
}

// Mistakes is everything that is wrong with the configuration, as one error.
type Mistakes []Mistake

// Error lists them, one a line.
func (ms Mistakes) Error() string {
	if len(ms) == 1 {
		return ms[0].String()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d mistakes in the configuration:", len(ms))
	for _, m := range ms {
		b.WriteString("\n  " + m.String())
	}
	return b.String()
}

// sortMistakes puts those of the file first, in its order, and settings that
// are missing last.
func sortMistakes(ms Mistakes) {
	rank := func(m Mistake) int {
		switch {
		case m.From.Line > 0:
			return 0
		case m.From.IsZero():
			return 2
		}
		return 1
	}
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.From.Name, b.From.Name), cmp.Compare(a.From.Line, b.From.Line))
	})
}
