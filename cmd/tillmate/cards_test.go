package main

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

var cardNumbers = flag.Int("cards", 600, "how many card numbers merchants send; 'make cards' sends 10,000")

// cardNumber draws a card number with a valid check digit.
func cardNumber(r *rand.Rand) string {
	digits := []byte{"456"[r.IntN(3)]}
	for len(digits) < 12+r.IntN(7) {
		digits = append(digits, byte('0'+r.IntN(10)))
	}
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return string(append(digits, byte('0'+(10-sum%10)%10)))
}

// spelt writes a number in one of the ways that people do.
func spelt(r *rand.Rand, number string) string {
	wide, chinese := []rune("０１２３４５６７８９"), []rune("零一二三四五六七八九")
	seps := []string{"", " ", "-", "\u200b", "\u00a0", ".", "–", "·"}
	sep, every, shape := seps[r.IntN(len(seps))], 1+r.IntN(4), r.IntN(4)
	var b strings.Builder
	b.WriteString([]string{"卡号", "card ", "客人的卡是 ", "刷不了 ", ""}[r.IntN(5)])
	for i, d := range number {
		if i > 0 && i%every == 0 {
			b.WriteString(sep)
		}
		switch {
		case shape == 1:
			b.WriteRune(wide[d-'0'])
		case shape == 2 && r.IntN(2) == 0:
			b.WriteRune(chinese[d-'0'])
		default:
			b.WriteRune(d)
		}
	}
	b.WriteString([]string{" 显示91", " declined", "，没扣款", ""}[r.IntN(4)])
	return b.String()
}

// onlyDigits gives the digits of a text in their order, of every script that
// people write card numbers in.
func onlyDigits(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		default:
			for i, c := range "零一二三四五六七八九" {
				if c == r {
					b.WriteByte(byte('0' + i/len("零")))
				}
			}
		}
	}
	return b.String()
}

// TestNoCardAnywhere sends card numbers and looks for them in everything that
// is kept or shown: Redis's files, the log, dead letters, the team's group.
func TestNoCardAnywhere(t *testing.T) {
	server := redistest.Start(t, "--aof-use-rdb-preamble", "no", "--rdbcompression", "no")
	w := newWorld(t, server.Addr(), botapitest.Options{KeepMessages: 50})
	log, stop := w.replicaWith(append(w.environ(), "TILLMATE_LIMITS_USER_EVENTS=10000", "TILLMATE_LOG_LEVEL=debug"))
	r := rand.New(rand.NewPCG(7, 7))
	cards := map[string][]string{} // by the first twelve digits
	for i := range *cardNumbers {
		card := cardNumber(r)
		cards[card[:12]] = append(cards[card[:12]], card)
		u := w.api.User(firstChat + int64(i%500))
		text := spelt(r, card)
		switch i % 10 {
		case 8:
			u.Photo(text)
		case 9:
			text = "人工 " + text
			fallthrough
		default:
			u.Text(text)
		}
	}
	redistest.Eventually(t, 10*patience, func() bool { return w.api.Pending() == 0 }, func() string { return "updates are not confirmed:\n" + log.String() })
	w.says(firstChat, "")
	server.Do("SAVE")
	stop()

	var kept strings.Builder
	err := filepath.Walk(server.Dir(), func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		kept.Write(data)
		kept.WriteByte('\n')
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(kept.String(), "••••") {
		t.Fatal("no masked number is kept either: the test looks in the wrong place")
	}
	kept.WriteString(log.String())
	for _, m := range w.api.History(desk) {
		kept.WriteString("|" + m.Text)
	}
	digits := onlyDigits(kept.String())
	for i := 0; i+12 <= len(digits); i++ {
		for _, card := range cards[digits[i:i+12]] {
			if strings.HasPrefix(digits[i:], card) {
				t.Errorf("the card %s is kept", card)
			}
		}
	}
	t.Logf("%d card numbers sent, %d bytes looked through", *cardNumbers, kept.Len())
}
