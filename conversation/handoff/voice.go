package handoff

import (
	"fmt"
	"strings"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

type values = conversation.Values

func (r Reader) lang() knowledge.Lang {
	if r.Lang == "" {
		return knowledge.Chinese
	}
	return r.Lang
}

// write gives a text of ours as the reader writes Chinese.
func (r Reader) write(text string) string {
	if r.Traditional && r.lang() == knowledge.Chinese {
		return hanzi.ToTraditional(text)
	}
	return text
}

// words gives a fixed text for a reader. What it is filled with stays as it
// is: those may be somebody's own words.
func (r Rules) words(to Reader, key conversation.Phrase, v values) string {
	if !to.Traditional || to.lang() != knowledge.Chinese {
		return r.Phrases.Say(to.lang(), key, v)
	}
	marks, back := values{}, []string{}
	for name, value := range v {
		mark := "\x00" + name + "\x00"
		marks[name], back = mark, append(back, mark, fmt.Sprint(value))
	}
	return strings.NewReplacer(back...).Replace(to.write(r.Phrases.Say(to.lang(), key, marks)))
}

// deskName gives the name of a desk for a reader.
func (r Rules) deskName(to Reader, desk string) string {
	return to.write(r.desk(desk).Name.In(to.lang()))
}

// room is the reader of what is put into the room: its owner, who owned it
// until it ended, or the desk.
func (s *step) room() Reader {
	switch t := &s.t; {
	case t.Owner.ID != 0:
		return t.Owner.Reader
	case !t.State.withTeam() && t.Last.ID != 0:
		return t.Last.Reader
	}
	return s.rules.desk(s.t.Desk).Reader
}

func (s *step) emit(e Effect) { s.effects = append(s.effects, e) }

// toast answers who pressed or commanded, in the language of that person.
func (s *step) toast(key conversation.Phrase, v values) {
	s.emit(Toast{Text: s.rules.words(s.ev.By.Reader, key, v)})
}

// tell says something to the merchant.
func (s *step) tell(key conversation.Phrase, v values, buttons ...conversation.Choice) {
	if s.t.Gone {
		return
	}
	s.emit(Tell{Text: s.rules.words(s.t.Merchant.Reader, key, v), Buttons: buttons})
}

// notice tells the team something in the room, or under the card.
func (s *step) notice(quote Ref, key conversation.Phrase, v values) {
	if s.t.Card.Ref == "" && s.t.Room.Ref == "" {
		return // there is nothing to tell it beside; the card will show what counts
	}
	s.emit(Notice{To: s.t.place(), Quote: quote, Text: s.rules.words(s.room(), key, v)})
}

// ask lets who acts choose.
func (s *step) ask(key conversation.Phrase, choices []conversation.Choice) {
	s.emit(Prompt{To: s.t.place(), Over: s.over, Text: s.rules.words(s.ev.By.Reader, key, nil), Buttons: choices})
}

// settle says in the place of a prompt what was chosen.
func (s *step) settle(text string) {
	if s.over != "" {
		s.emit(Prompt{To: s.t.place(), Over: s.over, Text: text})
	}
}

// button gives a button for a reader.
func (r Rules) button(to Reader, id string, key conversation.Phrase) conversation.Choice {
	return conversation.Choice{ID: id, Label: r.words(to, key, nil)}
}

// when words a time for a reader: the hour, the day where it is another one.
func (r Rules) when(to Reader, now, at time.Time) string {
	at, now = at.In(r.Hours.zone()), now.In(r.Hours.zone())
	clock := at.Format("15:04")
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch days := int(day(at).Sub(day(now)) / (24 * time.Hour)); {
	case days == 0:
		return r.words(to, PhraseToday, values{"clock": clock})
	case days == 1:
		return r.words(to, PhraseTomorrow, values{"clock": clock})
	case 1 < days && days < 7:
		return r.weekday(to, at.Weekday()) + " " + clock
	}
	return at.Format("01-02 15:04")
}

// weekday gives the name of a day for a reader.
func (r Rules) weekday(to Reader, day time.Weekday) string {
	names := strings.Fields(r.words(to, PhraseWeekdays, nil))
	if int(day) >= len(names) {
		return day.String()
	}
	return names[day]
}

// hours words the week for a reader, as "Mon–Fri 09:00–18:00, Sat 10:00–16:00";
// "" where the team always works.
func (r Rules) hours(to Reader) string {
	if r.Hours.wholeWeek() {
		return ""
	}
	var parts []string
	for i := 0; i < 7; {
		times := r.times(weekdayFrom(i))
		j := i + 1
		for j < 7 && r.times(weekdayFrom(j)) == times {
			j++
		}
		if times != "" {
			name := r.weekday(to, weekdayFrom(i))
			if j-i > 1 {
				name = r.words(to, PhraseDays, values{"first": name, "last": r.weekday(to, weekdayFrom(j-1))})
			}
			parts = append(parts, name+" "+times)
		}
		i = j
	}
	return strings.Join(parts, r.words(to, PhraseListComma, nil))
}

// weekdayFrom counts the days from Monday.
func weekdayFrom(i int) time.Weekday { return time.Weekday((i + 1) % 7) }

// times words the times of one weekday.
func (r Rules) times(day time.Weekday) string {
	var out []string
	for _, s := range r.Hours.Week[day] {
		out = append(out, fmt.Sprintf("%s–%s", clockOf(s.From), clockOf(s.To)))
	}
	return strings.Join(out, " ")
}

func clockOf(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
