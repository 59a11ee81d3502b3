package botapitest_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

// BenchmarkSend measures sends to many chats with client and server in one
// process; -cpu 1 holds both to one core.
func BenchmarkSend(b *testing.B) {
	const chats = 5000
	api, _ := start(b, botapitest.Options{KeepCalls: 100, KeepMessages: 5})
	for id := range int64(chats) {
		api.User(id + 1).Start("")
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.Cleanup(client.CloseIdleConnections)
	url := api.URL + "/bot" + api.Token + "/sendMessage"
	const rest = `,"text":"刷卡显示请与银行联系，是所有的卡都这样吗？","entities":[{"type":"bold","offset":0,"length":4}],` +
		`"reply_markup":{"inline_keyboard":[[{"text":"只有这张","callback_data":"7:one"}],[{"text":"不清楚","callback_data":"7:unsure"}]]}}`
	b.ReportAllocs()
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			body := `{"chat_id":` + strconv.Itoa(n%chats+1) + rest
			resp, err := client.Post(url, "application/json", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				b.Errorf("status %d", resp.StatusCode)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

// BenchmarkTurn measures an update in, polled, and a message out.
func BenchmarkTurn(b *testing.B) {
	api, bot := start(b, botapitest.Options{KeepCalls: 100, KeepMessages: 5})
	user := api.User(1)
	user.Start("")
	next := bot.updates(0)[0].ID + 1
	for b.Loop() {
		user.Text("好")
		next = bot.updates(next)[0].ID + 1
		bot.send(1, "好")
	}
}
