package normalise

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Cues is a compiled list of phrases that say one thing. The zero value
// matches nothing. It is immutable and safe for concurrent use.
//
// A phrase is written in lower case and Simplified, as texts are folded:
//
//	没(有|)扣款          one of the alternatives, which may be empty or nest
//	only…(card|one)     "…" or "...": a gap of at most 8 Chinese characters or
//	                    4 Latin words, within one clause; commas are allowed
//	#天                  a number, in digits or Chinese numerals
//	!别的…(也|都)不      where this is found, no phrase of the list counts
//
// Latin words match whole words. A blank or hyphen in a phrase matches any run
// of blanks and hyphens; blanks between Chinese characters do not count.
//
// A hit is void when a negation stands directly before it, at most two
// characters or one Latin word away, or directly before what follows a gap,
// unless the phrase begins with a negation itself.
type Cues struct {
	programs []*program
	first    map[rune][]int // characters a match may begin with -> programs
	begins   [4]uint64      // a bit for each of them, modulo 256
}

// Compile reads phrases. The error joins one for each phrase that cannot be
// read; the others are compiled all the same.
func Compile(patterns []string) (Cues, error) {
	c := Cues{first: map[rune][]int{}}
	var errs []error
	for _, p := range patterns {
		prog, err := compile(p)
		if err != nil {
			errs = append(errs, fmt.Errorf("cue %q: %w", p, err))
			continue
		}
		for r := range prog.begins() {
			c.first[r] = append(c.first[r], len(c.programs))
			prog.first[r%256/64] |= 1 << (r % 64)
			c.begins[r%256/64] |= 1 << (r % 64)
		}
		prog.need = prog.needs()
		c.programs = append(c.programs, prog)
	}
	return c, errors.Join(errs...)
}

// Compile is [Compile] for phrases that may be written with spellings the
// terms rewrite (刷卡机, log on): as texts are rewritten before they are
// matched, the phrases are too, alternative by alternative. "{bank}" stands for
// the name of any bank the terms know.
func (n *Normaliser) Compile(patterns []string) (Cues, error) {
	rewritten := make([]string, len(patterns))
	for i, p := range patterns {
		rewritten[i] = strings.ReplaceAll(n.rewritten(p), bankPlace, n.banks)
	}
	return Compile(rewritten)
}

// rewritten applies the terms to the stretches of plain words in a phrase.
func (n *Normaliser) rewritten(pattern string) string {
	var b strings.Builder
	var words []rune
	flush := func() {
		out, _ := n.rewrites.apply(words)
		b.WriteString(string(out))
		words = words[:0]
	}
	for _, r := range pattern {
		if strings.ContainsRune(`!()|…#.*+?[]{}^$\`, r) {
			flush()
			b.WriteRune(r)
			continue
		}
		words = append(words, r)
	}
	flush()
	return b.String()
}

// op is a kind of instruction.
type op uint8

const (
	opRune   op = iota // the character r
	opBlank            // a run of blanks or hyphens
	opNumber           // a number
	opGap              // a gap
	opSplit            // go on at any of alts
	opEnd              // a match
)

// instr is one step of a program; next is where it goes on.
type instr struct {
	op   op
	r    rune
	next int
	alts []int
}

// program is one compiled phrase.
type program struct {
	code    []instr
	start   int
	exclude bool // the phrase began with "!"
	negated bool // the phrase begins with a negation
	// first has a bit for each character, modulo 256, a match may begin with.
	first [4]uint64
	need  [4]uint64 // likewise, each character that every match holds
}

// parser turns a phrase into a program, from its end to its beginning, so that
// each instruction knows the next.
type parser struct {
	in   []rune
	code []instr
}

func compile(pattern string) (*program, error) {
	prog := &program{}
	body, exclude := strings.CutPrefix(pattern, "!")
	prog.exclude = exclude
	body = strings.ReplaceAll(norm.NFKC.String(strings.TrimSpace(body)), "...", "…")
	if folded := strings.ReplaceAll(string(lower(clean(body))), "...", "…"); folded != body {
		return nil, fmt.Errorf("is not folded; write %q", folded)
	}
	p := &parser{in: []rune(body)}
	if err := p.check(); err != nil {
		return nil, err
	}
	end := p.emit(instr{op: opEnd})
	tree, rest := parseAlternatives(p.in)
	if len(rest) > 0 {
		return nil, errors.New(`a ")" without "("`)
	}
	if len(tree) > 1 {
		return nil, errors.New(`"|" outside of brackets`)
	}
	prog.start = p.alternatives(tree, end)
	prog.code = p.code
	if p.empty(prog.start) {
		return nil, errors.New("matches the empty text")
	}
	if begin := p.code[prog.start]; begin.op == opGap {
		return nil, errors.New("begins with a gap")
	}
	prog.negated = beginsNegated(body)
	return prog, nil
}

// check finds signs that cues do not have.
func (p *parser) check() error {
	depth := 0
	for _, r := range p.in {
		switch {
		case strings.ContainsRune(`.*+?[]{}^$\`, r):
			return fmt.Errorf("sign %q is not part of the cue language", r)
		case r == '!':
			return errors.New(`"!" stands only at the beginning`)
		case r == '(':
			depth++
		case r == ')':
			depth--
		}
	}
	if depth > 0 {
		return errors.New(`a "(" without ")"`)
	}
	return nil
}

// node is a character or, where group is set, alternatives.
type node struct {
	r     rune
	group [][]node
}

// parseAlternatives reads "a|b" up to the closing bracket or the end.
func parseAlternatives(in []rune) (alts [][]node, rest []rune) {
	seq := []node{}
	for len(in) > 0 {
		switch in[0] {
		case ')':
			return append(alts, seq), in
		case '|':
			alts, seq, in = append(alts, seq), []node{}, in[1:]
		case '(':
			group, after := parseAlternatives(in[1:])
			seq = append(seq, node{group: group})
			in = after
			if len(in) > 0 {
				in = in[1:]
			}
		default:
			seq = append(seq, node{r: in[0]})
			in = in[1:]
		}
	}
	return append(alts, seq), in
}

func (p *parser) emit(i instr) int {
	p.code = append(p.code, i)
	return len(p.code) - 1
}

// alternatives compiles sequences that all go on at next.
func (p *parser) alternatives(alts [][]node, next int) int {
	starts := make([]int, len(alts))
	for i, seq := range alts {
		starts[i] = p.sequence(seq, next)
	}
	if len(starts) == 1 {
		return starts[0]
	}
	return p.emit(instr{op: opSplit, alts: starts})
}

func (p *parser) sequence(seq []node, next int) int {
	for i := len(seq) - 1; i >= 0; i-- {
		n := seq[i]
		switch {
		case n.group != nil:
			next = p.alternatives(n.group, next)
		case n.r == '…':
			next = p.emit(instr{op: opGap, next: next})
		case n.r == '#':
			next = p.emit(instr{op: opNumber, next: next})
		case n.r == ' ' || n.r == '-':
			next = p.emit(instr{op: opBlank, next: next})
		default:
			next = p.emit(instr{op: opRune, r: n.r, next: next})
		}
	}
	return next
}

// reach visits, once each, the instructions that may be the first to read a
// character, and the end when a match may read none.
func reach(code []instr, start int, visit func(instr)) {
	seen := make([]bool, len(code))
	var walk func(pc int)
	walk = func(pc int) {
		if seen[pc] {
			return
		}
		seen[pc] = true
		switch in := code[pc]; in.op {
		case opGap, opBlank:
			walk(in.next)
		case opSplit:
			for _, a := range in.alts {
				walk(a)
			}
		default:
			visit(in)
		}
	}
	walk(start)
}

// empty reports whether the program may match without reading a character.
func (p *parser) empty(start int) bool {
	empty := false
	reach(p.code, start, func(in instr) { empty = empty || in.op == opEnd })
	return empty
}

// begins returns the characters a match may begin with.
func (prog *program) begins() map[rune]bool {
	out := map[rune]bool{}
	reach(prog.code, prog.start, func(in instr) {
		switch in.op {
		case opRune:
			out[in.r] = true
		case opNumber:
			for _, r := range "0123456789" + numerals {
				out[r] = true
			}
		}
	})
	return out
}

// numerals are the characters of Chinese numbers.
const numerals = "零〇一二三四五六七八九十百千万两"
