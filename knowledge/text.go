package knowledge

// Lang is a language an article is written in. Traditional Chinese is not a
// language of its own here: it is converted from Simplified when shown.
type Lang string

// The languages every text is written in.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Langs lists every language an article must be written in.
func Langs() []Lang { return []Lang{Chinese, English} }

// Text is one text in both languages. Chinese is Simplified.
type Text struct {
	ZH string `yaml:"zh" json:"zh,omitempty" jsonschema:"description=Simplified Chinese: short\\, polite\\, concrete"`
	EN string `yaml:"en" json:"en,omitempty" jsonschema:"description=Plain English"`
}

// In returns the text in one language.
func (t Text) In(lang Lang) string {
	if lang == English {
		return t.EN
	}
	return t.ZH
}

// IsZero reports whether the text is missing in both languages.
func (t Text) IsZero() bool { return t.ZH == "" && t.EN == "" }

// Lines is a list of texts in both languages; the lists need not be of one
// length where each line stands for itself (ways of saying a thing).
type Lines struct {
	ZH []string `yaml:"zh,omitempty" json:"zh,omitempty"`
	EN []string `yaml:"en,omitempty" json:"en,omitempty"`
}

// In returns the lines in one language.
func (l Lines) In(lang Lang) []string {
	if lang == English {
		return l.EN
	}
	return l.ZH
}

// IsZero reports whether there is no line in either language.
func (l Lines) IsZero() bool { return len(l.ZH) == 0 && len(l.EN) == 0 }
