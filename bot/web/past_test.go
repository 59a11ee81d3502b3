package web

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// archive is many past cases, the newest first.
type archive struct{ files []bot.CaseFile }

func (a archive) Open(context.Context) ([]bot.CaseFile, error) { return nil, nil }

func (a archive) Case(context.Context, string) (bot.CaseFile, bool, error) {
	return bot.CaseFile{}, false, nil
}

func (a archive) List(_ context.Context, after string, most int) ([]bot.CaseFile, string, error) {
	from := 0
	if after != "" {
		n, err := strconv.Atoi(after)
		if err != nil {
			return nil, "", err
		}
		from = n
	}
	to := min(from+most, len(a.files))
	if to == len(a.files) {
		return a.files[from:to], "", nil
	}
	return a.files[from:to], strconv.Itoa(to), nil
}

// TestPastPages goes over all past cases, each shown once, and finds one by
// anything it is known by.
func TestPastPages(t *testing.T) {
	at := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	var a archive
	for i := range 3*maxSearched/2 + 3 {
		k := &handoff.Ticket{Case: fmt.Sprint(5000 - i), State: handoff.Closed, Outcome: handoff.Solved, Opened: at, Ended: at, Desk: "support"}
		switch i {
		case 4:
			k.State = handoff.Claimed // it is in the queue
		case 7:
			k.Last, k.Merchant.Name, k.Merchant.Terminal = handoff.Person{ID: 1, Name: "王芳"}, "好又多超市", "T-0815"
			k.Problem, k.Summary = "contact_bank_message", "他说已经重启过两次"
		}
		a.files = append(a.files, bot.CaseFile{Case: k.Case, Ticket: k})
	}
	a.files = append(a.files, bot.CaseFile{Case: "never-handed-over"})
	team, p := office(t, a)
	who := seat{Base: "/team"}
	shown := map[string]int{}
	pages, after := 0, ""
	for {
		v, err := team.search(t.Context(), p, who, "", after)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range v.Rows {
			shown[r.Number]++
		}
		pages++
		if v.Next == "" {
			break
		}
		after = regexp.MustCompile(`after=(\d+)`).FindStringSubmatch(v.Next)[1]
	}
	if len(shown) != len(a.files)-2 || shown["4996"] != 0 || pages < 20 {
		t.Errorf("%d cases on %d pages", len(shown), pages)
	}
	for number, n := range shown {
		if n != 1 {
			t.Fatalf("case %s is shown %d times", number, n)
		}
	}
	for _, words := range []string{"4993", "好又多", "t-0815", "contact_bank", "CONTACT THE BANK", "王芳", "重启", "王芳 重启 4993"} {
		v, err := team.search(t.Context(), p, who, words, "")
		if err != nil || len(v.Rows) != 1 || v.Rows[0].Number != "4993" {
			t.Errorf("%q finds %+v, %v", words, v.Rows, err)
		}
		if v.Next == "" || v.Looked < maxSearched || v.Looked > maxSearched+maxPast {
			t.Errorf("%q: %d were looked at, on to %q", words, v.Looked, v.Next)
		}
	}
	if v, _ := team.search(t.Context(), p, who, "王芳 停电", ""); len(v.Rows) != 0 {
		t.Errorf("one word of two finds %+v", v.Rows)
	}
	if v, _ := team.search(t.Context(), p, who, "不存在", strconv.Itoa(len(a.files)-5)); v.Next != "" || len(v.Rows) != 0 {
		t.Errorf("the end is %+v", v)
	}
}

// TestPastPage searches through the page.
func TestPastPage(t *testing.T) {
	town := newTown(t)
	agent := town.sit(t, "/team")
	var closed []string
	for range 2 {
		_, number := town.handOver(t, "")
		agent.do(number, "spam")
		town.state(t, number, handoff.Closed)
		closed = append(closed, number)
	}
	in := func(html string) (out []string) {
		for _, n := range closed {
			if strings.Contains(html, "/team/c/"+n) {
				out = append(out, n)
			}
		}
		return out
	}
	if got := in(agent.look("/past")); !slices.Equal(got, closed) {
		t.Errorf("shown: %v", got)
	}
	if got := in(agent.look("/past?q=" + closed[1])); !slices.Equal(got, closed[1:]) {
		t.Errorf("found: %v", got)
	}
	if page := agent.look("/past?q=%3Cscript%3E"); strings.Contains(page, "<script>") || !strings.Contains(page, "Nothing was found") {
		t.Error("a search is markup, or finds what is not there")
	}
	if status, _, _ := agent.get("/team/past?q=" + strings.Repeat("a", maxWords+1)); status != http.StatusBadRequest {
		t.Errorf("a long search: %d", status)
	}
}
