package web

import (
	"errors"
	"html/template"
	"strconv"
	"time"
)

// stamp gives a time as HTML reads it.
func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// day gives a time as the team reads it.
func day(t time.Time) string { return t.Format("01-02 15:04") }

// span words how long something takes: in days, hours and minutes, or minutes.
func (t texts) span(d time.Duration) (string, error) {
	minutes := int(d / time.Minute)
	hours := minutes / 60
	switch {
	case hours >= 48:
		return t.say("span_d", strconv.Itoa(hours/24))
	case hours > 0:
		return t.say("span_h", strconv.Itoa(hours), strconv.Itoa(minutes%60))
	}
	return t.say("span_m", strconv.Itoa(minutes))
}

// dict gives a template several values by their names.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("a name is needed before every value")
		}
		out[key] = pairs[i+1]
	}
	return out, nil
}

// Markup gives a part as it was rendered: our own templates escaped it.
func (p part) Markup() template.HTML { return template.HTML(p.HTML) }

// Stopped reports whether the clock of a case stands, for the merchant is
// waited for.
func (v caseView) Stopped() bool { return v.withTeam() && v.Due.At.IsZero() }
