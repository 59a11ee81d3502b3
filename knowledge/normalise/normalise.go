package normalise

import (
	"slices"
	"strings"

	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// Normaliser folds texts and reads codes and screen texts in them. It is
// immutable and safe for concurrent use.
type Normaliser struct {
	rewrites rewrites
	mender   mender
	latin    latinMender
	screens  screens
	codes    codeSet
	banks    string // the names of the banks as alternatives of a cue
}

// New prepares a normaliser.
//
// The terms' rewrites are applied longest first. The lexicon lists texts as
// terminals show them and names of problems; its entries are found and typing
// errors in them mended. codes are the known response codes, two characters
// each: numbers in running text are read as codes only when they are known.
func New(terms knowledge.Terms, lexicon, codes []string) *Normaliser {
	n := &Normaliser{rewrites: newRewrites(terms.Rewrites), codes: newCodeSet(codes)}
	folded := make([][]rune, len(lexicon))
	for i, entry := range lexicon {
		folded[i] = n.spell(lower(clean(entry)))
	}
	n.mender = newMender(folded, terms.Rewrites)
	n.latin = newLatinMender(folded, terms.Rewrites)
	n.screens = newScreens(lexicon, folded)
	n.banks = n.bankNames(terms.Brands)
	return n
}

// bankPlace is where a cue takes the name of any bank.
const bankPlace = "{bank}"

// bankNames gives the folded names of all banks as alternatives of a cue.
func (n *Normaliser) bankNames(brands []knowledge.Brand) string {
	var names []string
	for _, b := range brands {
		if b.Kind != "bank" {
			continue
		}
		// People say 浦发 for 浦发银行.
		short := strings.TrimSuffix(b.Name.ZH, "银行")
		for _, name := range append([]string{b.Name.ZH, short, b.Name.EN}, b.Also...) {
			folded := string(n.spell(lower(clean(name))))
			if folded != "" && !strings.ContainsAny(folded, `!()|…#.*+?[]{}^$\&`) && !slices.Contains(names, folded) {
				names = append(names, folded)
			}
		}
	}
	if len(names) == 0 {
		return "(银行|bank)"
	}
	return "(" + strings.Join(names, "|") + ")"
}

// Text is what was read in one text.
type Text struct {
	// Folded is the text in half width, lower case and Simplified, without
	// zero-width, bidirectional and control characters and emoji, repeated
	// letters and punctuation collapsed, rewritten and mended. Line breaks
	// are kept.
	Folded string
	// Codes holds the response codes in the order they were read, in upper
	// case ("91", "A0"), each once.
	Codes []string
	// Screens holds the lexicon's entries, as given, that occur in the text,
	// in its order. Of entries inside one another only the longest counts.
	Screens []string
	// Script is what the original was written in.
	Script hanzi.Script
	// Chinese tells whether the text has Chinese characters.
	Chinese bool
}

// Read folds a text and reads its codes and screen texts.
func (n *Normaliser) Read(s string) Text {
	plain := clean(s)
	folded := n.fold(plain)
	t := Text{
		Folded:  string(folded),
		Codes:   n.codes.read(plain),
		Screens: n.screens.find(folded),
		Script:  hanzi.ScriptOf(s),
	}
	for _, r := range plain {
		if isChinese(r) {
			t.Chinese = true
			break
		}
	}
	return t
}

// Fold is the folding of [Normaliser.Read] alone.
func (n *Normaliser) Fold(s string) string { return string(n.fold(clean(s))) }

// fold turns cleaned text into the form everything is matched in.
func (n *Normaliser) fold(plain []rune) []rune {
	text := n.spell(lower(plain))
	text = n.mender.mend(text)
	return n.latin.mend(text)
}

// maxRounds bounds how often rewriting is repeated: a rewrite may make room
// for another (刷k卡机 becomes 刷卡机, that becomes pos机).
const maxRounds = 4

// spell collapses repetitions, drops sounds wedged between characters and
// applies the rewrites until nothing changes.
func (n *Normaliser) spell(text []rune) []rune {
	text = collapse(text)
	for range maxRounds {
		next, dropped := dropWedges(text)
		next, rewritten := n.rewrites.apply(next)
		text = next
		if !dropped && !rewritten {
			break
		}
	}
	return text
}
