package queue

import (
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// TestPartitionOf pins the hash: another one would lose what is under way.
func TestPartitionOf(t *testing.T) {
	for chat, want := range map[int64]int{0: 15, 1: 12, 5: 0, 1087968824: 12, 7123456789: 13, -1001234567890: 10} {
		if got := PartitionOf(chat); got != want {
			t.Errorf("chat %d is of partition %d, not %d", chat, got, want)
		}
	}
}

func TestPartitionsAreEven(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, chat := range map[string]func(int64) int64{
		"in a row": func(i int64) int64 { return 5_000_000_000 + i },
		"groups":   func(i int64) int64 { return -1_001_000_000_000 - 16*i },
		"random":   func(int64) int64 { return random.Int64N(8_000_000_000) },
	} {
		const chats = 160_000
		var parts [bot.Partitions]int
		for i := range int64(chats) {
			parts[PartitionOf(chat(i))]++
		}
		for n, have := range parts {
			if have < 9_000 || have > 11_000 {
				t.Errorf("%s: partition %d has %d of %d chats", name, n, have, chats)
			}
		}
	}
}

// TestEveryKeyIsDocumented holds that every key which is ever made is in the
// list of keys.go, and ends if the list says so.
func TestEveryKeyIsDocumented(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		ctx := t.Context()
		q := open(t, b.server, func(o *Options) { o.Budget = Budget{Events: 1, Window: time.Hour} })
		exercise(t, q)
		if err := q.NoteMoved(ctx, -1, -2); err != nil {
			t.Fatal(err)
		}
		if moved, err := q.Moved(ctx); err != nil || moved[-1] != -2 {
			t.Errorf("moved: %v, %v", moved, err)
		}
		documented := documentedKeys(t)
		seen := map[string]bool{}
		for _, key := range b.raw.Keys(ctx, "*").Val() {
			var match string
			for name, pattern := range documented {
				if pattern.MatchString(key) {
					match = name
				}
			}
			seen[match] = true
			ttl := b.raw.PTTL(ctx, key).Val()
			switch match {
			case "":
				t.Errorf("%s is not documented", key)
			case "in", "out", "due", "tries", "own", "moved", "number", "lead:<name>", "{content}:published", "{content}:bundles", "{content}:draft":
				if ttl >= 0 {
					t.Errorf("%s ends in %s", key, ttl)
				}
			default:
				if ttl < 0 {
					t.Errorf("%s does not end", key)
				}
			}
		}
		if len(seen) != len(documented) {
			t.Errorf("only %v of %v were made", seen, documented)
		}
	})
}

// exercise makes a queue use every key.
func exercise(t *testing.T, q *Queue) {
	ctx := t.Context()
	chat := chatsOf(3, 1)[0]
	put(t, q, update(1, chat), update(2, chat), update(3, chat))
	take(t, q, 3)
	p := take(t, q, 3)
	entries := next(t, p, 10)
	one := turn(0, entries[0])
	one.Deliveries = []bot.Delivery{{Kind: bot.Show, Chat: chat, From: chat}, {Kind: bot.Show, Chat: chat, From: chat}}
	one.Due = time.Now()
	one.Cases = []bot.CaseFile{caseFile("1001", chat, time.Now(), handoff.Queued)}
	one.Counts = map[string]int64{"cases": 1}
	one.Gaps = []conversation.Gap{{Kind: conversation.GapNoHit, At: time.Now()}}
	must(t, p.Commit(ctx, []bot.Turn{one}))
	out, err := p.Outgoing(ctx, "", 1)
	must(t, err)
	must(t, p.Settle(ctx, out[0].ID, nil, &bot.Dead{Reason: "refused"}))
	_, err = q.Take(ctx, -100, false)
	must(t, err)
	_, err = q.Number(ctx)
	must(t, err)
	must(t, q.Note(ctx, -100, []int64{5}, 5, chat))
	_, _, err = q.acquire(ctx, q.keys.lead("poller"), "me")
	must(t, err)
	o := &owners{q: q, member: "me"}
	_, _, err = o.renew(ctx)
	must(t, err)
	sessions := q.Sessions(time.Minute, time.Hour)
	token, err := sessions.Issue(ctx, Guest{ID: 7})
	must(t, err)
	_, err = sessions.Redeem(ctx, token)
	must(t, err)
	_, err = sessions.Issue(ctx, Guest{ID: 8})
	must(t, err)
	_, err = q.Shelf().Publish(ctx, bundle.Bundle{Name: "0123456789abcdef", Data: []byte("x")}, bundle.Note{}, 0)
	must(t, err)
	must(t, q.Drafts().Save(ctx, "terms.yaml", bundle.Edit{}, ""))
}

// documentedKeys reads the list in keys.go: what follows the prefix and the
// partition, and what such a key looks like.
func documentedKeys(t *testing.T) map[string]*regexp.Regexp {
	source, err := os.ReadFile("keys.go")
	must(t, err)
	line := regexp.MustCompile(`(?m)^//\t((?:rate:)?tm:\S+)`)
	keys := map[string]*regexp.Regexp{}
	for _, found := range line.FindAllStringSubmatch(string(source), -1) {
		pattern := regexp.QuoteMeta(found[1])
		for from, to := range map[string]string{
			`\{pNN\}`: `\{p\d\d\}`, `<id>>16>`: `\d+`, `<user>`: `-?\d+`, `<chat>`: `-?\d+`, `<name>`: `\w+`,
			`<case>`: `[0-9a-z-]+`, `<date>`: `\d{4}-\d\d-\d\d`, `<group>`: `-\d+`, `<id>>7>`: `\d+`,
			`<hash>`: `[0-9a-f]{64}`,
		} {
			pattern = strings.ReplaceAll(pattern, from, to)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(found[1], "tm:"), "{pNN}:")
		keys[name] = regexp.MustCompile("^" + pattern + "$")
	}
	if len(keys) < 10 {
		t.Fatalf("the list has %d keys", len(keys))
	}
	return keys
}
