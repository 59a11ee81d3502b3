package handoff_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge"
)

var update = flag.Bool("update", false, "rewrite the transcripts and the table with what is done now")

// TestTranscripts plays the cases in testdata/cases. "#" says what a case is
// for, ">" is what happens; everything else is what the ticket does about it,
// and is rewritten by -update. Receipts come at once unless "fail" or "late"
// says otherwise. The ticket is written and read back between any two events.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 15 {
		t.Errorf("%d cases, fewer than fifteen", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, file, string(data), play(t, string(data)))
		})
	}
}

// compare compares what is written in a file with what is done now, or
// rewrites the file.
func compare(t *testing.T, file, want, got string) {
	t.Helper()
	if got == want {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			t.Fatalf("%s line %d:\n\twas: %s\n\tnow: %s\nif that is right, run: go test ./conversation/handoff -update", file, i+1, a, b)
		}
	}
}

// play runs the inputs of a case and writes it anew.
func play(t *testing.T, transcript string) string {
	w := newWorld(t)
	inputs := 0
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			fmt.Fprintln(&w.out, line)
		}
		if input, ok := strings.CutPrefix(line, "> "); ok {
			inputs++
			fmt.Fprintf(&w.out, "\n%s\n", line)
			w.input(input)
		}
	}
	if inputs == 0 {
		t.Error("the case has no input")
	}
	return w.out.String()
}

// option is key=value in an input; a value with spaces is put in quotes.
var option = regexp.MustCompile(`\b([a-z]+)=("[^"]*"|\S+)`)

// input does one line of a case.
func (w *world) input(line string) {
	w.Helper()
	options := map[string]string{}
	for _, m := range option.FindAllStringSubmatch(line, -1) {
		options[m[1]] = strings.Trim(m[2], `"`)
	}
	words := strings.Fields(option.ReplaceAllString(line, " "))
	who, rest := words[0], words[1:]
	switch who {
	case "open":
		w.event(opening(rest[0], options))
	case "merchant":
		w.merchant(rest, options)
	case "bot":
		w.event(handoff.Event{Kind: handoff.BotSolved})
	case "fail": // fail relay blocked
		w.failing[rest[0]] = append(w.failing[rest[0]], rest[1])
	case "late":
		w.late = true
	case "receipts":
		w.late = false
		w.receipts()
	case "receipt": // one more of a token
		w.event(handoff.Event{Kind: handoff.Receipt, Token: rest[0], Refs: []handoff.Ref{handoff.Ref(rest[1])}})
	case "on": // on 2026-11-02 09:00
		at, err := time.ParseInLocation("2006-01-02 15:04", rest[0]+" "+rest[1], w.rules.Hours.Zone)
		if err != nil {
			w.Fatal(err)
		}
		w.pass(at)
	case "after":
		d, err := time.ParseDuration(rest[0])
		if err != nil {
			w.Fatal(err)
		}
		w.pass(w.at.Add(d))
	default:
		by, ok := people()[who]
		if !ok {
			w.Fatalf("%q: nobody is called %q", line, who)
		}
		w.person(by, rest, options)
	}
}

// opening is the event of a hand-off.
func opening(number string, o map[string]string) handoff.Event {
	ev := handoff.Event{
		Kind: handoff.Open, Case: number, Reason: o["reason"], Route: knowledge.Route(o["route"]), Safety: o["safety"] != "",
		Problem: o["problem"], Title: o["title"], Code: o["code"], Summary: o["summary"],
		Merchant: handoff.Merchant{Name: o["name"], Terminal: o["terminal"], Reader: reader(o["lang"])},
	}
	ev.Place, _ = strconv.Atoi(o["place"])
	if ev.Reason == "" {
		ev.Reason = "asked_for_person"
	}
	if ev.Problem != "" {
		ev.Likely = []handoff.Hypothesis{
			{Problem: ev.Problem, Cause: "issuer", Route: knowledge.RouteBank, Title: "发卡行拒绝"},
			{Problem: ev.Problem, Cause: "network", Route: knowledge.RouteProvider, Title: "收单网络故障"},
		}
	}
	return ev
}

func reader(lang string) handoff.Reader {
	if lang == "tw" {
		return handoff.Reader{Lang: knowledge.Chinese, Traditional: true}
	}
	return handoff.Reader{Lang: knowledge.Lang(lang)}
}

// merchant does what the merchant does.
func (w *world) merchant(rest []string, o map[string]string) {
	w.Helper()
	ev := handoff.Event{Merchant: handoff.Merchant{Reader: reader(o["lang"])}}
	switch rest[0] {
	case "presses":
		ev.Kind, ev.Press, ev.Case = handoff.Answered, rest[1], o["case"]
	case "blocks":
		ev.Kind = handoff.Left
	case "returns":
		ev.Kind = handoff.Back
	case "edits":
		ev.Kind, ev.Refs, ev.Text = handoff.Reworded, []handoff.Ref{handoff.Ref(rest[1])}, strings.Join(rest[2:], " ")
	case "says":
		ev.Kind, ev.Text, ev.Sense, ev.Quote = handoff.Said, strings.Join(rest[1:], " "), handoff.Sense(o["sense"]), handoff.Ref(o["quote"])
		ev.Files = files(o)
		for range max(1, len(ev.Files)) {
			ev.Refs = append(ev.Refs, w.ref("m"))
		}
		fmt.Fprintf(&w.out, "    as %s\n", ev.Refs)
	default:
		w.Fatalf("the merchant does not %q", rest[0])
	}
	w.event(ev)
}

func files(o map[string]string) []conversation.File {
	var out []conversation.File
	n, _ := strconv.Atoi(o["photos"])
	for range n {
		out = append(out, conversation.File{Kind: conversation.Photo, ID: "photo"})
	}
	if o["sticker"] != "" {
		out = append(out, conversation.File{Kind: conversation.Sticker, ID: "sticker"})
	}
	return out
}

// person does what somebody of the team does.
func (w *world) person(by handoff.Person, rest []string, o map[string]string) {
	w.Helper()
	ev := handoff.Event{
		Kind: handoff.Kind(rest[0]), By: by, Case: o["case"], Desk: o["desk"], Reply: o["reply"], Question: o["question"], Answer: o["answer"],
		Problem: o["problem"], Cause: o["cause"], Article: o["article"], Route: knowledge.Route(o["route"]), Summary: o["summary"],
	}
	ev.Line, _ = strconv.Atoi(o["line"])
	switch rest[0] {
	case "writes":
		ev.Kind, ev.Text, ev.Quote, ev.Album, ev.Files = handoff.Wrote, strings.Join(rest[1:], " "), handoff.Ref(o["quote"]), o["album"], files(o)
		ev.Refs = []handoff.Ref{w.ref("r")}
		fmt.Fprintf(&w.out, "    as %s\n", ev.Refs)
	case "edits":
		ev.Kind, ev.Refs, ev.Text = handoff.Rewrote, []handoff.Ref{handoff.Ref(rest[1])}, strings.Join(rest[2:], " ")
	case "presses":
		ev.Kind, ev.Press = handoff.Press, rest[1]
		if o["on"] != "" {
			ev.Refs = []handoff.Ref{handoff.Ref(o["on"])}
		}
	case "recalls":
		ev.Kind, ev.Refs = handoff.Recall, []handoff.Ref{handoff.Ref(rest[1])}
	case "notes": // as on the page
		ev.Kind, ev.Text = handoff.Note, strings.Join(rest[1:], " ")
	case "sends": // as on the page
		ev.Kind, ev.Text = handoff.Wrote, strings.Join(rest[1:], " ")
	}
	w.event(ev)
}
