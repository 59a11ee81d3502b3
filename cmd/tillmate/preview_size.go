package main

import (
	"unicode/utf8"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// textLimit is what a text may take in each language. The check refuses what
// is longer; a test holds these to what it does.
type textLimit struct{ zh, en int }

// The limits of the texts of an article, in characters.
var (
	limitTitle    = textLimit{20, 48}
	limitLabel    = textLimit{14, 28}
	limitQuestion = textLimit{60, 160}
	limitStep     = textLimit{60, 160}
	limitTell     = textLimit{120, 280}
	limitAdvice   = textLimit{1500, 3500}
)

func (l textLimit) in(lang knowledge.Lang) int {
	if lang == knowledge.English {
		return l.en
	}
	return l.zh
}

// textLength counts a text: in Chinese two narrow characters are one.
func textLength(text string, lang knowledge.Lang) int {
	if lang == knowledge.English {
		return utf8.RuneCountInString(text)
	}
	return (columns(text) + 1) / 2
}

// columns counts the columns of a text: a Chinese character takes two.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r >= 0x2E80 || r == '“' || r == '”' || r == '…' || r == '—' {
			n++
		}
	}
	return n
}

// narrowButton is the width, in columns, up to which two buttons share a row.
const narrowButton = 12

// buttonRows lays answers out as messengers do: two short ones in a row, a
// long one alone.
func buttonRows(answers []conversation.Choice) [][]string {
	var out [][]string
	room := false
	for _, c := range answers {
		short := columns(c.Label) <= narrowButton
		if room && short {
			out[len(out)-1] = append(out[len(out)-1], c.Label)
			room = false
			continue
		}
		out = append(out, []string{c.Label})
		room = short
	}
	return out
}
