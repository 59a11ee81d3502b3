package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/queue/redistest"
	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// TestTwoFirstMessages gives two replicas the first two messages of a merchant
// one millisecond apart, a thousand times: there is one conversation, and it
// has read both.
func TestTwoFirstMessages(t *testing.T) {
	const merchants, secret = 1000, "a-secret-of-the-webhook"
	server := redistest.Start(t)
	w := newWorld(t, server.Addr(), botapitest.Options{KeepMessages: 20})
	var doors []string
	for range 2 {
		door := freeAddress(t)
		doors = append(doors, "http://"+door+"/")
		log, _ := w.replicaWith(append(w.environ(), "TILLMATE_TELEGRAM_INTAKE=webhook", "TILLMATE_TELEGRAM_WEBHOOK_URL=https://bot.example.com/hook",
			"TILLMATE_TELEGRAM_WEBHOOK_SECRET="+secret, "TILLMATE_TELEGRAM_WEBHOOK_LISTEN="+door, "TILLMATE_TEAM_GROUPS=", "TILLMATE_TIMERS_NUDGES=false"))
		redistest.Eventually(t, patience, func() bool { return strings.Contains(log.String(), door) }, log.String)
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, 20)
	for i := range merchants {
		chat := int64(firstChat + i)
		w.api.User(chat).Start("") // lets the bot write; the fake keeps the update, as nobody asks for it
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			var pair sync.WaitGroup
			for n, door := range doors {
				pair.Go(func() {
					post(t, door, secret, int64(2*i+n+1), chat, []string{"刷卡显示请与银行联系", "别的卡都可以"}[n])
				})
				<-time.After(time.Millisecond)
			}
			pair.Wait()
		})
	}
	group.Wait()
	q, err := queue.Dial(queue.Options{Server: queue.Server{Mode: queue.Single, Addresses: []string{server.Addr()}}})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	redistest.Eventually(t, patience, func() bool {
		b, err := q.Backlog(t.Context())
		return err == nil && b.In == 0
	}, func() string { return "updates wait" })
	for i := range merchants {
		r, err := q.Chat(t.Context(), int64(firstChat+i))
		if err != nil {
			t.Fatal(err)
		}
		var s stored
		if err := json.Unmarshal(r.Data, &s); err != nil {
			t.Fatalf("chat %d: %v", firstChat+i, err)
		}
		if len(s.Said) != 2 || s.State.Case == nil {
			t.Errorf("chat %d has read %d of 2 messages: %s", firstChat+i, len(s.Said), r.Data)
		}
	}
}

// post brings a message as Telegram's webhook does: again and again until it is
// taken.
func post(t *testing.T, door, secret string, update, chat int64, text string) {
	body := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1700000000,"text":%q,"from":{"id":%d,"first_name":"A"},"chat":{"id":%d,"type":"private"}}}`,
		update, update, text, chat, chat)
	for status := http.StatusServiceUnavailable; status == http.StatusServiceUnavailable && t.Context().Err() == nil; {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, door, bytes.NewReader([]byte(body)))
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Error(err)
			return
		}
		answer.Body.Close()
		if status = answer.StatusCode; status != http.StatusOK && status != http.StatusServiceUnavailable {
			t.Errorf("the webhook answers %s", answer.Status)
		}
	}
}
