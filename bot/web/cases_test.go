package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/tillmate/tillmate/bot"
)

var (
	_ Cases     = (*store)(nil)
	_ bot.Cases = register{}
)

// register gives numbers to the cases of a store.
type register struct{ *store }

func (s register) Number(context.Context) (int64, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.number++
	return 1000 + s.number, nil
}

func (s register) Waiting(context.Context) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	n := 0
	for _, f := range s.files {
		if f.Record.State.Waits() {
			n++
		}
	}
	return n, s.broken
}

// fresh gives a case with its ticket as it stands in the merchant's record.
func (s *store) fresh(f bot.CaseFile) bot.CaseFile {
	if t, err := bot.TicketOf(s.records[f.Chat].Data); err == nil && t.Case == f.Case {
		f.Ticket = &t
	}
	return f
}

func (s *store) Open(context.Context) ([]bot.CaseFile, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []bot.CaseFile
	for _, f := range s.files {
		if f = s.fresh(f); f.Ticket != nil && !f.Ticket.BotAnswers() {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b bot.CaseFile) int { return cmp.Compare(a.Case, b.Case) })
	return out, s.broken
}

func (s *store) Case(_ context.Context, number string) (bot.CaseFile, bool, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	f, ok := s.files[number]
	return s.fresh(f), ok, s.broken
}

func (s *store) List(_ context.Context, after string, most int) ([]bot.CaseFile, string, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	var all []bot.CaseFile
	for _, f := range s.files {
		all = append(all, s.fresh(f))
	}
	slices.SortFunc(all, func(a, b bot.CaseFile) int { return cmp.Compare(b.Case, a.Case) })
	if i := slices.IndexFunc(all, func(f bot.CaseFile) bool { return f.Case == after }); i >= 0 {
		all = all[i+1:]
	}
	if len(all) <= most {
		return all, "", s.broken
	}
	return all[:most], all[most-1].Case, s.broken
}
