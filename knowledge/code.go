package knowledge

// Confidence says how many independent families of sources agree on a code's
// meaning. Only high and medium become firm statements.
type Confidence string

// Retry says whether a refused payment may be tried again.
type Retry string

// Code is one entry of the response-code table (ISO 8583 field 39 and the
// local codes terminals show beside it).
type Code struct {
	Code       string     `yaml:"code" json:"code" jsonschema:"pattern=^[0-9A-Z]{2}$"`
	Meaning    Text       `yaml:"meaning" json:"meaning"`
	Display    []string   `yaml:"display,omitempty" json:"display,omitempty" jsonschema:"description=What terminals show with it"`
	Route      Route      `yaml:"route" json:"route" jsonschema:"enum=bank,enum=provider,enum=device,enum=human,enum=none"`
	Fallback   Route      `yaml:"fallback,omitempty" json:"fallback,omitempty" jsonschema:"enum=bank,enum=provider,enum=device,enum=human,enum=none"`
	Retry      Retry      `yaml:"retry" json:"retry" jsonschema:"enum=no,enum=once,enum=later,enum=after_fix,enum=n/a"`
	Confidence Confidence `yaml:"confidence" json:"confidence" jsonschema:"enum=high,enum=medium,enum=low"`
	// UnknownOutcome marks codes after which money may have moved.
	UnknownOutcome bool        `yaml:"unknown_outcome,omitempty" json:"unknown_outcome,omitempty"`
	Collisions     []Collision `yaml:"collisions,omitempty" json:"collisions,omitempty"`
	Sources        []string    `yaml:"sources,omitempty" json:"sources,omitempty"`

	doc  *document
	path []any
}

// Collision is another meaning of the same two characters.
type Collision struct {
	Where   string `yaml:"where" json:"where" jsonschema:"description=Which acquirer\\, terminal or QR book means it so"`
	Meaning Text   `yaml:"meaning" json:"meaning"`
	Route   Route  `yaml:"route,omitempty" json:"route,omitempty"`
}
