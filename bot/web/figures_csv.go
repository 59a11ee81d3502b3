package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"
)

// table are the figures of a chart in words; "" is none.
type table struct {
	Head []string
	Rows [][]string // the first of each says what it is about
}

// byteOrderMark tells Excel that a file is UTF-8: without, Chinese is read as
// something else.
const byteOrderMark = "\ufeff"

// csv gives the table as a file.
func (t table) csv() ([]byte, error) {
	b := bytes.NewBufferString(byteOrderMark)
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = harmless(c)
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("write a table: %w", err)
		}
	}
	if w.Flush(); w.Error() != nil {
		return nil, fmt.Errorf("write a table: %w", w.Error())
	}
	return b.Bytes(), nil
}

// formulaMarks are what begins a formula in one program or another, in both
// widths, and what hides it.
const formulaMarks = "=+-@|%＝＋－＠\t\r\n"

// harmless gives a cell that no program takes for a formula.
func harmless(cell string) string {
	if first, size := utf8.DecodeRuneInString(cell); size > 0 && strings.ContainsRune(formulaMarks, first) {
		return "'" + cell
	}
	return cell
}
