package telegram

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestDecodeMutated holds what is true of every update for the cases of
// testdata/decode with parts of them exchanged. It runs for as long as it is
// told to: go test -run Mutated -rapid.checks 1000000
func TestDecodeMutated(t *testing.T) {
	var seeds []any
	cases := decodeCases(t)
	for _, file := range slices.Sorted(maps.Keys(cases)) {
		var v any
		if err := json.Unmarshal(cases[file].Raw, &v); err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, v)
	}
	strange := []any{
		nil, true, 0, -1, 1.5, 4111111111111111, 1e300, json.Number("9223372036854775807"), json.Number("-9223372036854775809"),
		"", "4111 1111 1111 1111", "/start 1", "\u202e\x00\ufeff", "1.zzzzzzz.a", "2.rt.1001.claim", "2.rt.1001.works", "/claim 1",
		accountAnonymous, teamGroup, "left", strings.Repeat("密码1234 ", 400),
		[]any{},
		[]any{nil},
		map[string]any{},
		map[string]any{"id": -5},
		map[string]any{"id": 5},
		json.RawMessage(strings.Repeat("[", 5000) + strings.Repeat("]", 5000)),
	}
	d := newDecoder()
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.SampledFrom(seeds).Draw(rt, "seed")
		for range rapid.IntRange(1, 3).Draw(rt, "changes") {
			other := rapid.SampledFrom(strange).Draw(rt, "other")
			if rapid.Bool().Draw(rt, "graft") {
				other = pick(rt, rapid.SampledFrom(seeds).Draw(rt, "of"))
			}
			v = exchange(rt, v, other)
		}
		raw, err := json.Marshal(v)
		if err != nil {
			rt.Fatal(err)
		}
		u, reason := d.decode(open(raw), noon)
		if reason == "" {
			holds(rt, u)
		}
	})
}

// exchange puts something else into one place of a JSON value; a copy is given
// back.
func exchange(rt *rapid.T, v, other any) any {
	switch v := v.(type) {
	case map[string]any:
		if key, ok := keyOf(rt, v); ok {
			out := map[string]any{}
			for k := range v {
				out[k] = v[k]
			}
			out[key] = exchange(rt, v[key], other)
			return out
		}
	case []any:
		if i := rapid.IntRange(-1, len(v)-1).Draw(rt, "index"); i >= 0 {
			out := slices.Clone(v)
			out[i] = exchange(rt, v[i], other)
			return out
		}
	}
	return other
}

// pick gives one place of a JSON value.
func pick(rt *rapid.T, v any) any {
	if m, ok := v.(map[string]any); ok {
		if key, ok := keyOf(rt, m); ok {
			return pick(rt, m[key])
		}
	}
	return v
}

// keyOf draws a key, or none: then the value itself is meant.
func keyOf(rt *rapid.T, m map[string]any) (string, bool) {
	keys := []string{""}
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	key := rapid.SampledFrom(keys).Draw(rt, "key")
	return key, key != ""
}
