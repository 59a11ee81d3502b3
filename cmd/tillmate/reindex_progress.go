package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// progressBar draws how far the work is, on a terminal only; for anybody else
// it does nothing.
type progressBar struct {
	out   io.Writer
	plain bool // without colours
	shown string
}

// newProgressBar gives a bar for a writer.
func newProgressBar(out io.Writer, environ []string) *progressBar {
	if !isTerminal(out) {
		return &progressBar{out: io.Discard, plain: true}
	}
	return &progressBar{out: out, plain: slices.ContainsFunc(environ, func(v string) bool {
		value, ok := strings.CutPrefix(v, "NO_COLOR=")
		return ok && value != ""
	})}
}

// progressWidth is the width of the bar itself, in columns.
const progressWidth = 30

// show draws the bar, when it looks other than before.
func (b *progressBar) show(s stage, done, total int) {
	share := 0.
	if total > 0 {
		share = float64(done) / float64(total)
	}
	full := int(share * progressWidth)
	bar := strings.Repeat("█", full)
	if !b.plain {
		bar = "\x1b[32m" + bar + "\x1b[0m"
	}
	line := fmt.Sprintf("\r%-10s %s%s %3.0f %%", s, bar, strings.Repeat("░", progressWidth-full), 100*share)
	if line != b.shown {
		b.shown = line
		fmt.Fprint(b.out, line)
	}
}

// clear takes the bar away.
func (b *progressBar) clear() {
	if b.shown != "" {
		b.shown = ""
		fmt.Fprint(b.out, "\r"+strings.Repeat(" ", progressWidth+20)+"\r")
	}
}
