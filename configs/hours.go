package configs

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for systems that have no time zones

	"github.com/tillmate/tillmate/conversation/handoff"
)

// Hours are when the team works; nothing set is always. A day is written
// 09:00-18:00, with more times behind a space, or closed. Once a weekday is
// set, those that are not are closed.
type Hours struct {
	// Timezone is the IANA name of where the clock on the wall hangs.
	Timezone  string `yaml:"timezone" env:"TIMEZONE"`
	Monday    string `yaml:"monday" env:"MONDAY"`
	Tuesday   string `yaml:"tuesday" env:"TUESDAY"`
	Wednesday string `yaml:"wednesday" env:"WEDNESDAY"`
	Thursday  string `yaml:"thursday" env:"THURSDAY"`
	Friday    string `yaml:"friday" env:"FRIDAY"`
	Saturday  string `yaml:"saturday" env:"SATURDAY"`
	Sunday    string `yaml:"sunday" env:"SUNDAY"`
	// Holidays are dates on which nobody works, such as 2026-10-01. With times
	// behind it, a date is a day with other hours: 2026-10-10 09:00-18:00.
	Holidays []string `yaml:"holidays" env:"HOLIDAYS"`
}

const (
	closed    = "closed"
	writeDay  = "write times such as 09:00-18:00 or 09:00-12:00 13:00-18:00, or closed"
	writeZone = "write a name such as Asia/Shanghai"
)

// week gives the weekdays by [time.Weekday].
func (h Hours) week() [7]string {
	return [7]string{h.Sunday, h.Monday, h.Tuesday, h.Wednesday, h.Thursday, h.Friday, h.Saturday}
}

// Working gives the hours as the desk reckons with them. The error is one that
// [Parse] would have found.
func (h Hours) Working() (handoff.Hours, error) {
	out := handoff.Hours{}
	var errs []error
	take := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	out.Zone, err = h.zone()
	take(err)
	for day, text := range h.week() {
		out.Week[day], err = spans(text)
		take(err)
	}
	for _, text := range h.Holidays {
		date, times, err := holiday(text)
		take(err)
		if out.Days == nil {
			out.Days = map[string][]handoff.Span{}
		}
		out.Days[date] = times
	}
	return out, errors.Join(errs...)
}

// Zone is where the team's clock hangs; UTC when that is not set.
func (h Hours) Zone() *time.Location {
	zone, err := h.zone()
	if err != nil || zone == nil {
		return time.UTC // what is wrong was said when it was read
	}
	return zone
}

func (h Hours) zone() (*time.Location, error) {
	if h.Timezone == "" {
		return nil, nil
	}
	if h.Timezone == "Local" { // another one on every machine
		return nil, errors.New("it is no name of a time zone")
	}
	return time.LoadLocation(h.Timezone)
}

func (p *parser) hours() {
	h := p.Team.Hours
	set, opens := len(h.Holidays) > 0, false
	for day, text := range h.week() {
		path := "team.hours." + strings.ToLower(time.Weekday(day).String())
		times, err := spans(text)
		if err != nil {
			p.fail(path, fmt.Sprintf("%q cannot be read: %v", text, err), writeDay)
		}
		set, opens = set || text != "", opens || err != nil || len(times) > 0
	}
	week := h.week()
	if !opens && slices.Contains(week[:], closed) {
		p.fail("team.hours", "has no day on which somebody works", "give times to a weekday")
	}
	if _, err := h.zone(); err != nil {
		p.fail("team.hours.timezone", fmt.Sprintf("%q is not known", h.Timezone), writeZone)
	}
	if set && h.Timezone == "" {
		p.fail("team.hours.timezone", "is not set, and the hours are", writeZone)
	}
	dates := map[string]bool{}
	for i, text := range h.Holidays {
		path := index("team.hours.holidays", i)
		date, _, err := holiday(text)
		switch {
		case err != nil:
			p.fail(path, fmt.Sprintf("%q cannot be read: %v", text, err), "write a date such as 2026-10-01, with times behind it if somebody works")
		case dates[date]:
			p.fail(path, date+" is listed twice", "remove one of the two")
		}
		dates[date] = true
	}
}

// holiday reads a date, and the times of work on it.
func holiday(text string) (string, []handoff.Span, error) {
	date, times, _ := strings.Cut(strings.TrimSpace(text), " ")
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return date, nil, errors.New("it begins with no date")
	}
	on, err := spans(times)
	return date, on, err
}

var spanForm = regexp.MustCompile(`^(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)$`)

// spans reads the times of a day; closed and "" are none.
func spans(text string) ([]handoff.Span, error) {
	if strings.TrimSpace(text) == closed {
		return nil, nil
	}
	var out []handoff.Span
	last := time.Duration(0)
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		part := spanForm.FindStringSubmatch(field)
		if part == nil {
			return nil, fmt.Errorf("%q is no time from and to", field)
		}
		s := handoff.Span{From: clock(part[1], part[2]), To: clock(part[3], part[4])}
		switch {
		case s.From > 24*time.Hour || s.To > 24*time.Hour || part[2] > "59" || part[4] > "59":
			return nil, fmt.Errorf("%s is no time of day", field)
		case s.To <= s.From:
			return nil, fmt.Errorf("%s ends before it begins: what goes on after midnight ends at 24:00, and goes on the next day at 00:00", field)
		case s.From < last:
			return nil, fmt.Errorf("%s begins before the time before it ends", field)
		}
		last = s.To
		out = append(out, s)
	}
	return out, nil
}

// clock gives the time since midnight of digits.
func clock(hours, minutes string) time.Duration {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}
