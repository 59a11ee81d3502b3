package queue

import (
	"regexp"
	"testing"

	"github.com/redis/go-redis/v9"
)

// plain is a reason that holds nothing but the queue's own words and the names
// of fields.
var plain = regexp.MustCompile(`^(|the entry has no (update|delivery)` +
	`|the (update|delivery) has no kind` +
	`|the update is of a chat of another partition` +
	`|the (update|delivery|letter) cannot be decoded: (no JSON at byte \d+|a value is not of its kind|field "[a-z_.]*" cannot hold what is there))$`)

// FuzzDecode gives foreign bytes to what reads streams: no panic, no words of
// people in a reason, and nothing of another partition.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `null`, `[]`, `"x"`, `{"id":1,"kind":"merchant","chat":1000,"at":"2026-01-02T03:04:05Z"}`,
		`{"kind":"merchant","chat":"6222"}`, `{"kind":"merchant","at":"62220000"}`, `{"kind":"show","chat":1,"buttons":[[{}]]}`,
		`{"reason":"x","update":{"chat":1},"at":5}`, "\xff\x00", `{"event":{"files":[{"kind":1}]}}`, `{"chat":1e99}`,
	} {
		f.Add("u", seed, true)
		f.Add("d", seed, false)
		f.Add("l", seed, false)
	}
	f.Fuzz(func(t *testing.T, field, body string, slow bool) {
		m := redis.XMessage{ID: "1700000000000-0", Values: map[string]any{field: body}}
		if slow {
			m.Values[fieldSlow] = "1"
		}
		e := decodeEntry(3, m)
		if !plain.MatchString(e.Broken) {
			t.Errorf("broken: %q", e.Broken)
		}
		if e.Broken == "" && (PartitionOf(e.Update.Chat) != 3 || e.Update.Kind == "") {
			t.Errorf("taken: %+v", e.Update)
		}
		if out, problem := decodeDelivery(m); !plain.MatchString(problem) || (problem == "" && out.Delivery.Kind == "") {
			t.Errorf("delivery %+v: %q", out, problem)
		}
		if d := decodeLetter(3, m); d.ID != "03-1700000000000-0" || d.At.IsZero() {
			t.Errorf("letter: %+v", d)
		}
	})
}
