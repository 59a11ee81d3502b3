package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation"
)

// naive is the bot that everybody writes first: it takes updates, handles
// each at once in a goroutine of its own, sends what is to be said, and keeps
// the state in memory. The chaos test must find it out, or it is no test.
func naive() {
	ctx := context.Background()
	parsed, err := configs.Parse(configs.Input{Environ: withoutMark(os.Environ())})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitConfig)
	}
	p, err := assemble(ctx, configs.Defaults())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
	b := &naiveBot{parts: p, base: parsed.Telegram.API + "/bot" + parsed.Telegram.Token.Reveal(), states: map[int64]conversation.State{}}
	for offset := int64(0); ; {
		var updates []struct {
			ID      int64 `json:"update_id"`
			Message *struct {
				Text string
				Chat struct{ ID int64 }
			}
			Press *struct {
				ID, Data string
				From     struct{ ID int64 }
			} `json:"callback_query"`
		}
		b.call("getUpdates", url.Values{"offset": {strconv.FormatInt(offset, 10)}, "timeout": {"10"}}, &updates)
		for _, u := range updates {
			offset = u.ID + 1
			switch {
			case u.Message != nil:
				b.handle(ctx, u.Message.Chat.ID, conversation.Event{Kind: conversation.EventText, Text: u.Message.Text})
			case u.Press != nil:
				b.call("answerCallbackQuery", url.Values{"callback_query_id": {u.Press.ID}}, nil)
				b.handle(ctx, u.Press.From.ID, pressed(u.Press.Data))
			}
		}
	}
}

func withoutMark(environ []string) []string {
	var out []string
	for _, v := range environ {
		if !strings.HasPrefix(v, runAs) {
			out = append(out, v)
		}
	}
	return out
}

type naiveBot struct {
	*parts
	base   string
	states map[int64]conversation.State
}

func (b *naiveBot) handle(ctx context.Context, chat int64, ev conversation.Event) {
	ev.At = time.Now()
	state, effects, err := b.engine.Turn(ctx, b.index, b.states[chat], ev)
	if err != nil {
		return
	}
	b.states[chat] = state
	for _, text := range texts(effects) {
		b.call("sendMessage", url.Values{"chat_id": {strconv.FormatInt(chat, 10)}, "text": {text}}, nil)
	}
}

// call calls a method once; what fails is forgotten, as it is by most.
func (b *naiveBot) call(method string, params url.Values, result any) {
	answer, err := http.PostForm(b.base+"/"+method, params)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	var body struct{ Result json.RawMessage }
	if json.NewDecoder(answer.Body).Decode(&body) == nil && result != nil && body.Result != nil {
		_ = json.Unmarshal(body.Result, result)
	}
}
