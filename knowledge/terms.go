package knowledge

// Terms are the spellings that stand for one another in merchants' texts.
type Terms struct {
	// Rewrites are applied to the folded text, longest first.
	Rewrites []Rewrite `yaml:"rewrites" json:"rewrites"`
	Brands   []Brand   `yaml:"brands,omitempty" json:"brands,omitempty"`

	doc *document
}

// Rewrite replaces every one of From by To. All are written folded:
// Simplified, half width, lower case.
type Rewrite struct {
	To   string   `yaml:"to" json:"to"`
	From []string `yaml:"from" json:"from"`
	Kind string   `yaml:"kind" json:"kind" jsonschema:"enum=obfuscation,enum=regional,enum=typo,enum=variant,enum=mood"`
}

// Brand is a bank, card scheme, wallet or payment institution.
type Brand struct {
	ID   string   `yaml:"id" json:"id"`
	Kind string   `yaml:"kind" json:"kind" jsonschema:"enum=bank,enum=scheme,enum=wallet,enum=provider,enum=maker"`
	Name Text     `yaml:"name" json:"name"`
	Also []string `yaml:"also,omitempty" json:"also,omitempty"`
}

// Intent is something a merchant may want that is not a problem: a person,
// to go back, to greet. Its cues are written as in the question bank.
type Intent struct {
	ID   string   `yaml:"id" json:"id"`
	Cues []string `yaml:"cues" json:"cues"`
	// Whole are texts that carry the intent only when nothing else is said;
	// those with alternatives are written as cues.
	Whole []string `yaml:"whole,omitempty" json:"whole,omitempty"`
	// Clause are texts that carry the intent where they stand between commas, or
	// in Chinese begin a text before a blank, whatever else is said.
	Clause []string `yaml:"clause,omitempty" json:"clause,omitempty"`
}

// Subject is something merchants write about that no article answers: rent,
// the weather, a broken fridge.
type Subject struct {
	ID  string `yaml:"id" json:"id" jsonschema:"pattern=^[a-z][a-z0-9_]*$"`
	Say Lines  `yaml:"say" json:"say" jsonschema:"description=How merchants write about it"`
}
