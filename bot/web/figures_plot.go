package web

import (
	"math"
	"unicode/utf8"
)

// The measures of a chart, in units of its picture: it is small, so that the
// words in it can be read on a phone. The template knows left and right too.
const (
	plotWidth  = 360.0
	plotHeight = 190.0
	plotLeft   = 34.0
	plotRight  = 12.0
	plotTop    = 10.0
	plotBottom = 22.0
	rowHeight  = 38.0
	maxTicks   = 6
	maxLabel   = 46 // of a row, in halves of a Chinese character
)

// plot is a chart as it is drawn. The template draws it, and escapes all words
// of it.
type plot struct {
	Width, Height string
	Grid          []plotText // lines from left to right, with what they stand for
	Ticks, Labels []plotText
	Bars          []plotBar
	Lines         []plotLine
	Dots          []plotDot
}

type plotText struct{ X, Y, Text string }

type plotBar struct{ X, Y, W, H, Class, Title string }

type plotLine struct{ Points, Class string }

type plotDot struct{ X, Y, Class, Title string }

// series are the values of one thing, day by day; NaN is none.
type series struct {
	Class, Name string
	Values      []float64
}

// top gives the end of a scale for values up to a greatest one: a round number
// whose half is whole.
func top(greatest float64) float64 {
	for step := 1.0; ; step *= 10 {
		for _, by := range []float64{2, 4, 6, 8} {
			if end := by * step; end >= greatest || math.IsInf(end, 1) {
				return end
			}
		}
	}
}

// column gives the middle of a day.
func column(i, n int) float64 {
	return plotLeft + (float64(i)+.5)*(plotWidth-plotLeft-plotRight)/float64(n)
}

// frame gives a plot of days with its grid, and how high a value stands.
func frame(dates []string, greatest float64) (p *plot, height func(v float64) float64) {
	p = &plot{Width: number(plotWidth), Height: number(plotHeight)}
	end := top(greatest)
	height = func(v float64) float64 { return v / end * (plotHeight - plotTop - plotBottom) }
	for _, v := range []float64{0, end / 2, end} {
		p.Grid = append(p.Grid, plotText{X: number(plotLeft - 5), Y: number(plotHeight - plotBottom - height(v)), Text: number(v)})
	}
	step := (len(dates) + maxTicks) / (maxTicks + 1)
	for i := len(dates) - 1; i >= 0; i -= step {
		x := min(column(i, len(dates)), plotWidth-16)
		p.Ticks = append(p.Ticks, plotText{X: number(x), Y: number(plotHeight - 6), Text: shortDate(dates[i])})
	}
	return p, height
}

// shortDate leaves out the year.
func shortDate(date string) string { return date[min(len("2026-"), len(date)):] }

// stacked draws bars for every day, one on the other.
func stacked(dates []string, all ...series) *plot {
	greatest := 0.0
	for i := range dates {
		sum := 0.0
		for _, s := range all {
			sum += s.Values[i]
		}
		greatest = max(greatest, sum)
	}
	p, height := frame(dates, greatest)
	bar := min(.78*(column(1, len(dates))-column(0, len(dates))), 34)
	for i, date := range dates {
		y := plotHeight - plotBottom
		for _, s := range all {
			h := height(s.Values[i])
			if h <= 0 {
				continue
			}
			y -= h
			p.Bars = append(p.Bars, plotBar{
				X: number(column(i, len(dates)) - bar/2), Y: number(y), W: number(bar), H: number(h), Class: s.Class,
				Title: shortDate(date) + " · " + s.Name + ": " + number(s.Values[i]),
			})
		}
	}
	return p
}

// lined draws a line for each series. Days without a value interrupt it.
func lined(dates []string, all ...series) *plot {
	greatest := 0.0
	for _, s := range all {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				greatest = max(greatest, v)
			}
		}
	}
	p, height := frame(dates, greatest)
	for _, s := range all {
		points := ""
		for i, v := range s.Values {
			if math.IsNaN(v) {
				p.line(points, s.Class)
				points = ""
				continue
			}
			x, y := number(column(i, len(dates))), number(plotHeight-plotBottom-height(v))
			points += " " + x + "," + y
			p.Dots = append(p.Dots, plotDot{X: x, Y: y, Class: s.Class, Title: shortDate(dates[i]) + " · " + s.Name + ": " + number(v)})
		}
		p.line(points, s.Class)
	}
	return p
}

func (p *plot) line(points, class string) {
	if points != "" {
		p.Lines = append(p.Lines, plotLine{Points: points[1:], Class: class})
	}
}

// bared is a value with what it is called.
type bared struct {
	Name, Class string
	Value       float64
}

// rowed draws bars from left to right, each under its name.
func rowed(all []bared) *plot {
	p := &plot{Width: number(plotWidth), Height: number(rowHeight*float64(len(all)) + 4)}
	greatest := 1.0
	for _, b := range all {
		greatest = max(greatest, b.Value)
	}
	const room = 46.0 // for the number behind
	for i, b := range all {
		y := rowHeight * float64(i)
		w := b.Value / greatest * (plotWidth - room)
		p.Labels = append(p.Labels,
			plotText{X: "0", Y: number(y + 14), Text: shorten(b.Name, maxLabel)},
			plotText{X: number(w + 6), Y: number(y + 31), Text: number(b.Value)})
		p.Bars = append(p.Bars, plotBar{X: "0", Y: number(y + 20), W: number(max(w, 1)), H: "13", Class: b.Class, Title: b.Name + ": " + number(b.Value)})
	}
	return p
}

// shorten cuts a name to some halves of a Chinese character.
func shorten(name string, most int) string {
	for i, r := range name {
		if most -= min(utf8.RuneLen(r), 2); most < 0 {
			return name[:i] + "…"
		}
	}
	return name
}
