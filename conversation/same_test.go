package conversation_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/conversation"
)

// sayDigest makes this test print what it decided, instead of comparing.
const sayDigest = "SAY_DIGEST"

// TestSameInEveryProcess decides the same in several processes: replicas share
// the merchants, and a belief that differs in its last bit, from a sum in the
// order of a map, tips a decision now and then.
func TestSameInEveryProcess(t *testing.T) {
	if os.Getenv(sayDigest) != "" {
		fmt.Fprintf(os.Stdout, "digest %x\n", decisions(t))
		return
	}
	digests := map[string]int{}
	for range 5 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestSameInEveryProcess$")
		cmd.Env = append(os.Environ(), sayDigest+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		_, digest, ok := strings.Cut(string(out), "digest ")
		if !ok {
			t.Fatalf("no digest in %s", out)
		}
		digests[strings.Fields(digest)[0]]++
	}
	if len(digests) > 1 {
		t.Errorf("the processes decide differently: %v", digests)
	}
}

// decisions sums up what is decided about many first texts.
func decisions(t *testing.T) []byte {
	texts, err := firstTexts()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	d := open(t)
	for i := 0; i < len(texts); i += 5 {
		s, effects, err := d.engine.Turn(t.Context(), d.search, conversation.State{}, conversation.Event{Kind: conversation.EventText, Text: texts[i]})
		if err != nil {
			t.Fatal(err)
		}
		belief, _ := d.engine.Explain(s)
		if err := json.NewEncoder(sum).Encode([]any{s, effects, belief}); err != nil {
			t.Fatal(err)
		}
	}
	return sum.Sum(nil)
}
