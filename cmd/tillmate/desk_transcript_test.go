package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var updateDesk = flag.Bool("update", false, "rewrite the transcripts of the desk with what is shown now")

// TestDeskTranscripts plays whole cases, with the service, over Telegram's Bot
// API. In testdata/desk the first line says what a case is for, ">" is what
// somebody does; everything else is what is seen on the screens then, and is
// rewritten by -update: what is new (+), looks otherwise (~) and is gone (-).
func TestDeskTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/desk/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 12 {
		t.Errorf("%d transcripts, fewer than twelve", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := string(data)
			onEveryRedis(t, func(t *testing.T, redis string) {
				got := playCase(t, redis, want)
				if got == want {
					return
				}
				if *updateDesk {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
					return
				}
				n, was, now := firstDifference(want, got)
				t.Errorf("%s:%d\n\twas: %s\n\tnow: %s\nif that is right, run: go test ./cmd/tillmate -run TestDeskTranscripts -update", file, n, was, now)
			})
		})
	}
}

// firstDifference gives the first line that differs, from 1.
func firstDifference(want, got string) (n int, was, now string) {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		was, now = "(nothing)", "(nothing)"
		if i < len(w) {
			was = w[i]
		}
		if i < len(g) {
			now = g[i]
		}
		if was != now {
			return i + 1, was, now
		}
	}
	return 0, "", ""
}
