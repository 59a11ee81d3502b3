package knowledge

// Safety holds the rules that outrank every article.
type Safety struct {
	Rules []SafetyRule `yaml:"rules" json:"rules"`
	// Banned are words no advice may contain.
	Banned []Banned `yaml:"banned" json:"banned"`
	// Phones are the numbers an editor has verified against the provider's own
	// site. No other number may stand in any text.
	Phones []VerifiedPhone `yaml:"phones,omitempty" json:"phones,omitempty"`

	doc *document
}

// SafetyRule acts when any of its conditions holds. Which of them do is
// decided on the facts and words of a case, before any article is asked.
type SafetyRule struct {
	ID  string `yaml:"id" json:"id"`
	Why string `yaml:"why" json:"why" jsonschema:"description=For editors: what goes wrong without the rule"`
	// Facts gives, by question, the answers that trigger the rule.
	Facts map[string][]string `yaml:"facts,omitempty" json:"facts,omitempty"`
	// Codes trigger the rule.
	Codes []string `yaml:"codes,omitempty" json:"codes,omitempty"`
	// Problems trigger the rule when one of them is the best guess.
	Problems []string `yaml:"problems,omitempty" json:"problems,omitempty"`
	// Cues in any of the merchant's texts trigger the rule.
	Cues []string `yaml:"cues,omitempty" json:"cues,omitempty"`

	// Ask is a question that must be answered before any advice.
	Ask string `yaml:"ask,omitempty" json:"ask,omitempty"`
	// Route is the route the case is given at once.
	Route Route `yaml:"route,omitempty" json:"route,omitempty" jsonschema:"enum=human"`
	// Problem is the article whose words go with Route.
	Problem string `yaml:"problem,omitempty" json:"problem,omitempty"`
	// First are steps that come before all others.
	First Lines `yaml:"first,omitempty" json:"first,omitzero"`
	// Never are lines added to the never-list.
	Never Lines `yaml:"never,omitempty" json:"never,omitzero"`
	// Forbid are words that no step may contain while the rule holds.
	Forbid []string `yaml:"forbid,omitempty" json:"forbid,omitempty"`
}

// Banned is advice that must stand nowhere but in a never-list.
type Banned struct {
	Words []string `yaml:"words" json:"words"`
	Why   Text     `yaml:"why" json:"why"`
}

// VerifiedPhone is a telephone number that may be shown.
type VerifiedPhone struct {
	Number   string `yaml:"number" json:"number"`
	Whose    string `yaml:"whose" json:"whose"`
	Verified string `yaml:"verified" json:"verified" jsonschema:"description=Date and page it was verified on"`
}
