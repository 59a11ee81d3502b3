package knowledge

// Expects gives, by question and answer, how often merchants with a cause give
// that answer. Answers that are not listed share the rest after the question's
// background law.
type Expects map[string]map[string]Word

// Problem is one thing that goes wrong, as the merchant sees it. One file.
type Problem struct {
	Slug      string   `yaml:"slug" json:"slug" jsonschema:"pattern=^[a-z][a-z0-9_]*$,description=The file's name without .yaml"`
	Title     Text     `yaml:"title" json:"title" jsonschema:"description=What the merchant sees; shown when guessing"`
	Family    Family   `yaml:"family" json:"family" jsonschema:"enum=card,enum=qr,enum=terminal,enum=network,enum=hardware,enum=money,enum=account,enum=safety,enum=other"`
	Say       Lines    `yaml:"say" json:"say" jsonschema:"description=How merchants say it; what the search finds first"`
	Screen    []string `yaml:"screen,omitempty" json:"screen,omitempty" jsonschema:"description=Short texts as the terminal or slip shows them"`
	Codes     []string `yaml:"codes,omitempty" json:"codes,omitempty" jsonschema:"description=Response codes that lead here"`
	Questions []string `yaml:"questions,omitempty" json:"questions,omitempty" jsonschema:"description=Questions that bear on this problem: their defaults by route apply"`
	Expects   Expects  `yaml:"expects,omitempty" json:"expects,omitempty" jsonschema:"description=Answers that every cause here predicts unless it says otherwise"`
	Causes    []Cause  `yaml:"causes" json:"causes" jsonschema:"minItems=1"`
	HaveReady Lines    `yaml:"have_ready,omitempty" json:"have_ready,omitzero" jsonschema:"description=Replaces the route's list for every cause here"`
	Never     Lines    `yaml:"never,omitempty" json:"never,omitzero" jsonschema:"description=Added to the route's list for every cause here"`
	HumanWhen Text     `yaml:"human_when,omitempty" json:"human_when,omitzero" jsonschema:"description=When a person must take over"`
	// Background is Markdown.
	Background Text     `yaml:"background,omitempty" json:"background,omitzero" jsonschema_extras:"contentMediaType=text/markdown"`
	Sources    []string `yaml:"sources,omitempty" json:"sources,omitempty"`

	doc *document
}

// Family groups problems whose advice reads alike.
type Family string

// Families lists every family.
func Families() []Family {
	return []Family{"card", "qr", "terminal", "network", "hardware", "money", "account", "safety", "other"}
}

// Cause is one reason behind a problem, with what mends it.
type Cause struct {
	ID         string     `yaml:"id" json:"id" jsonschema:"pattern=^[a-z][a-z0-9_]*$"`
	Title      Text       `yaml:"title" json:"title"`
	Route      Route      `yaml:"route" json:"route" jsonschema:"enum=bank,enum=provider,enum=device,enum=human,enum=none"`
	Commonness Commonness `yaml:"commonness" json:"commonness" jsonschema:"enum=common,enum=occasional,enum=rare"`
	// Says are words that point to this cause in particular.
	Says    Lines   `yaml:"says,omitempty" json:"says,omitzero" jsonschema:"description=Words that point to this very cause"`
	Expects Expects `yaml:"expects,omitempty" json:"expects,omitempty"`
	// Fixed is how often the steps mend it.
	Fixed Word `yaml:"fixed,omitempty" json:"fixed,omitempty" jsonschema:"description=How often the steps mend it; usually when left out"`
	// Effort is what the steps cost the merchant.
	Effort    Effort `yaml:"effort,omitempty" json:"effort,omitempty" jsonschema:"enum=look,enum=read,enum=try,enum=wait"`
	Steps     Lines  `yaml:"steps" json:"steps" jsonschema:"description=What to do now\\, first things first"`
	Tell      Text   `yaml:"tell,omitempty" json:"tell,omitzero" jsonschema:"description=What to say to the one who is called; replaces the route's"`
	HaveReady Lines  `yaml:"have_ready,omitempty" json:"have_ready,omitzero"`
	Never     Lines  `yaml:"never,omitempty" json:"never,omitzero"`
}
