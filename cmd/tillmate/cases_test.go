package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

// store commits cases as workers do.
func store(t *testing.T, redis string, files ...bot.CaseFile) {
	t.Helper()
	q, err := queue.Dial(queue.Options{Server: queue.Server{Mode: queue.Single, Addresses: []string{redis}}})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	var left atomic.Int64
	left.Store(bot.Partitions)
	err = q.Own(ctx, func(ctx context.Context, p bot.Partition) error {
		for _, f := range files {
			if queue.PartitionOf(f.Chat) != p.Number() {
				continue
			}
			records, err := p.Load(ctx, []int64{f.Chat})
			if err == nil {
				err = p.Commit(ctx, []bot.Turn{{Record: records[0], Cases: []bot.CaseFile{f}}})
			}
			if err != nil {
				t.Error(err)
			}
		}
		if left.Add(-1) == 0 {
			stop()
		}
		<-ctx.Done()
		return nil
	})
	if err != nil || left.Load() > 0 {
		t.Fatalf("%v, %d partitions were not owned", err, left.Load())
	}
}

// someCases are a case of each kind, the oldest first.
func someCases(now time.Time) []bot.CaseFile {
	at := now.Add(-2 * time.Hour).UTC().Truncate(time.Second)
	wang := handoff.Person{ID: 2001, Name: "王\x1b[31m", Role: handoff.Agent}
	closed := handoff.Ticket{
		Version: 1, Case: "1001", State: handoff.Closed, Opened: at.AddDate(0, 0, -9), Desk: "bank", Priority: handoff.High, Reason: "not_solved",
		Route: knowledge.RouteBank, Merchant: handoff.Merchant{Name: "=老王\"面馆\"", Terminal: "12345678"}, Last: wang, Summary: "商户刷不了\n试过三次",
		Clock:  handoff.Clock{FirstAt: at.AddDate(0, 0, -9).Add(90 * time.Minute), First: 90 * time.Minute, Used: 3 * time.Hour},
		Result: handoff.Resolution{Problem: "contact_bank_message", Cause: "issuer_declined", Route: knowledge.RouteBank, Article: "contact_bank_message", Agent: 2001},
		Ended:  at.AddDate(0, 0, -8), Outcome: handoff.Solved, Rating: 4, Cut: 2,
		Lines: []handoff.Line{
			{N: 3, From: handoff.FromMerchant, At: at, Text: "在吗\x1b]0;x\a", Files: []conversation.File{{Kind: conversation.Photo, ID: "f"}}},
			{N: 4, From: handoff.FromAgent, By: 2001, Name: wang.Name, SentBy: 2002, At: at, Text: "您好\n请稍等", Was: []string{"你好"}, Sent: handoff.Delivered},
			{N: 5, From: handoff.FromNote, By: 2003, At: at, Text: "老客户"},
		},
		History: []handoff.Action{
			{At: at, Act: handoff.ActOpened},
			{At: at, By: 2001, Act: handoff.ActClaimed},
			{At: at, By: 2002, Act: handoff.ActSentHeld, Line: 4},
			{At: at, By: 2001, Act: handoff.ActClosed, What: "bank contact_bank_message/issuer_declined"},
		},
	}
	claimed := handoff.Ticket{
		Version: 1, Case: "1002", State: handoff.Claimed, Opened: at, Desk: "support", Priority: handoff.Normal, Problem: "printer_paper",
		Merchant: handoff.Merchant{Name: "小李便利店"}, Owner: wang, Last: wang,
	}
	spam := handoff.Ticket{Case: "1003", State: handoff.Closed, Opened: at.Add(time.Hour), Desk: "support", Priority: handoff.Normal, Outcome: handoff.MarkedSpam, Ended: now}
	alone := handoff.Record{Case: "5m-t0", State: handoff.None, Opened: at.Add(90 * time.Minute), Ended: now, Problem: "signin_required", Solver: handoff.SolvedByBot}
	file := func(chat int64, t handoff.Ticket) bot.CaseFile {
		return bot.CaseFile{Case: t.Case, Chat: chat, Record: handoff.RecordOf(t), Ticket: &t, Before: "商户：刷不了\n机器人：请先……"}
	}
	files := []bot.CaseFile{file(201, closed), file(203, claimed), file(204, spam), {Case: "5m-t0", Chat: 202, Record: alone}}
	files[0].Answers = []conversation.Answer{{Question: "scope", Answer: "one_card"}}
	return files
}

// onRedis runs a test on both kinds of Redis.
func onRedis(t *testing.T, test func(t *testing.T, redis string)) {
	t.Run("miniredis", func(t *testing.T) { test(t, miniredis.RunT(t).Addr()) })
	t.Run("redis", func(t *testing.T) { test(t, redistest.Start(t).Addr()) })
}

// cases runs the command on a Redis.
func cases(t *testing.T, redis string, args ...string) got {
	t.Helper()
	var stdout, stderr strings.Builder
	code := run(t.Context(), process{
		args: append([]string{"cases"}, args...), environ: []string{"TILLMATE_REDIS_ADDRESSES=" + redis},
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr,
	})
	return got{code, stdout.String(), stderr.String()}
}

// firstCells gives what each line begins with.
func firstCells(text string) []string {
	var cells []string
	for line := range strings.Lines(text) {
		cells = append(cells, strings.Fields(line)[0])
	}
	return cells
}

func TestCasesList(t *testing.T) {
	onRedis(t, func(t *testing.T, redis string) {
		store(t, redis, someCases(time.Now())...)
		for _, tt := range []struct {
			args []string
			want []string
		}{
			{nil, []string{"CASE", "5m-t0", "1003", "1002", "1001"}},
			{[]string{"--open"}, []string{"CASE", "1002"}},
			{[]string{"--since", "7d"}, []string{"CASE", "5m-t0", "1003", "1002"}},
			{[]string{"--until", "7d"}, []string{"CASE", "1001"}},
			{[]string{"--since", time.Now().AddDate(0, 0, 2).Format(time.DateOnly)}, nil},
			{[]string{"--desk", "bank"}, []string{"CASE", "1001"}},
			{[]string{"--agent", "2001", "--state", "closed"}, []string{"CASE", "1001"}},
			{[]string{"--limit", "2"}, []string{"CASE", "5m-t0", "1003"}},
			{[]string{"--limit", "4"}, []string{"CASE", "5m-t0", "1003", "1002", "1001"}},
			{[]string{"--limit", "0", "--utc"}, []string{"CASE", "5m-t0", "1003", "1002", "1001"}},
			{[]string{"--agent", "9"}, nil},
		} {
			got := cases(t, redis, append([]string{"list"}, tt.args...)...)
			if cells := firstCells(got.stdout); got.code != exitOK || !slices.Equal(cells, tt.want) {
				t.Errorf("%v: exit %d, %v, %s", tt.args, got.code, cells, got.stderr)
			}
			if says := strings.Contains(got.stderr, "more than 2"); says != slices.Equal(tt.args, []string{"--limit", "2"}) {
				t.Errorf("%v says %q", tt.args, got.stderr)
			}
		}
		list := cases(t, redis, "list").stdout
		for _, want := range []string{"1h30m", "9d02h", "-", "王 [31m (2001)", "小李便利店", "bot", "printer_paper"} {
			if !strings.Contains(list, want) {
				t.Errorf("the list lacks %q:\n%s", want, list)
			}
		}
		if strings.Contains(list, "\x1b") {
			t.Error("the list holds a control character")
		}
		lines := strings.Split(strings.TrimSpace(cases(t, redis, "list", "--json", "--desk", "bank").stdout), "\n")
		var file bot.CaseFile
		if err := json.Unmarshal([]byte(lines[0]), &file); err != nil || len(lines) != 1 || file.Record.Rating != 4 || file.Ticket != nil {
			t.Errorf("as JSON: %v, %v", lines, err)
		}
	})
}

func TestCasesShow(t *testing.T) {
	onRedis(t, func(t *testing.T, redis string) {
		files := someCases(time.Now())
		store(t, redis, files...)
		got := cases(t, redis, "show", "1001", "--utc")
		ended := files[0].Record.Ended.Format("2006-01-02 15:04:05")
		for _, want := range []string{
			"Case ", "closed, high, solved", "王 [31m (2001)", `=老王"面馆", 12345678, chat 201`, "contact_bank_message / issuer_declined / bank", "after 1h30m of work",
			ended + ", after 3h00m of work", "4 of 5", "scope = one_card",
			"What the team was told:\n  商户刷不了\n  试过三次\n", "Before:\n  商户：刷不了\n  机器人：请先……\n",
			"(2 earlier ones are not kept)", "merchant\n    在吗 ]0;x \n    [photo]\n", "王 [31m (2001), sent by 2002, delivered\n    was: 你好\n    您好\n    请稍等\n", "2003, a note\n    老客户\n",
			"opened", "claimed", "sent_held", "message 4", "bank contact_bank_message/issuer_declined",
		} {
			if !strings.Contains(got.stdout, want) {
				t.Errorf("it lacks %q", want)
			}
		}
		if got.code != exitOK || strings.ContainsAny(got.stdout, "\x1b\a") {
			t.Errorf("exit %d, %s\n%s", got.code, got.stderr, got.stdout)
		}
		for _, number := range []string{"5m-t0", "#1002"} {
			if got := cases(t, redis, "show", number); got.code != exitOK || !strings.Contains(got.stdout, strings.TrimPrefix(number, "#")) {
				t.Errorf("case %s: %+v", number, got)
			}
		}
		var file bot.CaseFile
		if err := json.Unmarshal([]byte(cases(t, redis, "show", "1001", "--json").stdout), &file); err != nil || len(file.Ticket.Lines) != 3 || file.Before == "" {
			t.Errorf("as JSON: %+v, %v", file, err)
		}
		if got := cases(t, redis, "show", "1999"); got.code != exitFailed || got.stdout != "" ||
			got.stderr != "tillmate: there is no case \"1999\": 'tillmate cases list' lists them\n" {
			t.Errorf("an unknown case: %+v", got)
		}
		if got := cases(t, redis, "show", "1999", "--json"); got.code != exitFailed || !strings.HasPrefix(got.stdout, `{"type":"error","error":"there is no case`) {
			t.Errorf("an unknown case: %+v", got)
		}
	})
}

func TestCasesExport(t *testing.T) {
	onRedis(t, func(t *testing.T, redis string) {
		files := someCases(time.Now())
		store(t, redis, files...)
		got := cases(t, redis, "export", "--utc")
		rows, err := csv.NewReader(strings.NewReader(got.stdout)).ReadAll()
		if err != nil || got.code != exitOK || len(rows) != 5 || strings.Count(got.stdout, "\r\n") != 5 {
			t.Fatalf("exit %d, %v\n%s", got.code, err, got.stdout)
		}
		row := map[string]string{}
		for i, name := range rows[0] {
			row[name] = rows[4][i]
		}
		for name, want := range map[string]string{
			"case": "1001", "merchant": "'=老王\"面馆\"", "terminal": "12345678", "agent": "2001", "state": "closed", "rating": "4", "solver": "agent",
			"opened": files[0].Record.Opened.Format(time.RFC3339), "first_answer_seconds": "5400", "resolve_seconds": "10800",
		} {
			if row[name] != want {
				t.Errorf("%s is %q, not %q", name, row[name], want)
			}
		}
		var record handoff.Record
		fields, err := json.Marshal(files[0].Record)
		if err != nil || json.Unmarshal(fields, &record) != nil {
			t.Fatal(err)
		}
		var names map[string]any
		if err := json.Unmarshal(fields, &names); err != nil {
			t.Fatal(err)
		}
		for name := range names {
			if !slices.Contains(rows[0], name) {
				t.Errorf("the columns lack %s", name)
			}
		}
		if rows[1][slices.Index(rows[0], "first_answer_seconds")] != "" || rows[1][slices.Index(rows[0], "agent")] != "" {
			t.Errorf("what is not known is %q", rows[1])
		}
		for _, args := range [][]string{{"--format", "jsonl"}, {"--json"}} {
			got := cases(t, redis, append([]string{"export", "--since", "7d", "--utc"}, args...)...)
			lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
			if err := json.Unmarshal([]byte(lines[2]), &record); err != nil || len(lines) != 3 || record.Case != "1002" {
				t.Errorf("%v: %v, %v", args, lines, err)
			}
		}
		if got := cases(t, redis, "export", "--desk", "none"); got.code != exitOK || len(strings.Split(got.stdout, ",")) != len(csvHeader) {
			t.Errorf("with no case it is %+v", got)
		}
	})
}

func TestCasesStats(t *testing.T) {
	onRedis(t, func(t *testing.T, redis string) {
		store(t, redis, someCases(time.Now())...)
		for by, want := range map[string][]string{
			"team":    {"DESK", "all", "bank", "support"},
			"agent":   {"AGENT", "all", "2001"},
			"problem": {"PROBLEM", "all", "-", "contact_bank_message", "printer_paper", "signin_required"},
		} {
			got := cases(t, redis, "stats", "--by", by)
			if cells := firstCells(got.stdout); got.code != exitOK || !slices.Equal(cells, want) {
				t.Errorf("by %s: exit %d, %v, %s", by, got.code, cells, got.stderr)
			}
		}
		all := strings.Fields(strings.Split(cases(t, redis, "stats").stdout, "\n")[1])
		if want := strings.Fields("all 4 1 50.0 % 1h30m / 1h30m 3h00m / 3h00m 0.0 % 4.0 (1)"); !slices.Equal(all, want) {
			t.Errorf("all are %v", all)
		}
		var s caseStats
		got := cases(t, redis, "stats", "--by", "day", "--json", "--since", "3d", "--utc")
		if err := json.Unmarshal([]byte(got.stdout), &s); err != nil || s.All.Cases != 3 || len(s.Rows) == 0 || s.All.Spam != 1 || s.All.BotShare != 1 {
			t.Errorf("as JSON: %s, %v", got.stdout, err)
		}
	})
}

func TestCasesCommandLine(t *testing.T) {
	away := freeAddress(t)
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"list"}, exitAway, "connection refused"},
		{[]string{"show", "1001"}, exitAway, "connection refused"},
		{[]string{"export"}, exitAway, "connection refused"},
		{[]string{"stats"}, exitAway, "connection refused"},
		{[]string{"list", "--since", "yesterday"}, exitUsage, `--since "yesterday": write a time such as 12h or 7d`},
		{[]string{"list", "--until", "-7d"}, exitUsage, "--until"},
		{[]string{"list", "--state", "open"}, exitUsage, "there is no such state; they are new, queued"},
		{[]string{"list", "--limit", "-1"}, exitUsage, "--limit"},
		{[]string{"export", "--format", "xls"}, exitUsage, "write csv or jsonl"},
		{[]string{"stats", "--by", "moon"}, exitUsage, "write team, agent, day or problem"},
		{[]string{"show"}, exitUsage, "arg"},
		{[]string{"lst"}, exitUsage, "list"},
	} {
		if got := cases(t, away, tt.args...); got.code != tt.code || !strings.Contains(got.stderr, tt.says) {
			t.Errorf("%v: %+v", tt.args, got)
		}
	}
	for _, args := range [][]string{{"--help"}, {"list", "--help"}, {"show", "--help"}, {"export", "--help"}, {"stats", "--help"}} {
		if got := cases(t, away, args...); got.code != exitOK || !strings.Contains(got.stdout, "Examples:\n  tillmate cases ") {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

func TestMoment(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, zone)
	for text, want := range map[string]time.Time{
		"": {}, "7d": now.AddDate(0, 0, -7), "0d": now, "90m": now.Add(-90 * time.Minute),
		"2026-11-01": time.Date(2026, 11, 1, 0, 0, 0, 0, zone),
	} {
		if got, err := moment(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"7", "-1d", "-5m", "d", "2026-13-01", "9999999d"} {
		if got, err := moment(text, now); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}
