package telegram

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// TestDecide holds what is done about what Telegram answers; the descriptions
// are those of the Bot API server and of what stands behind it.
func TestDecide(t *testing.T) {
	const merchant, group = 1001, teamGroup
	refusal := func(code, description string) string {
		return `{"ok":false,"error_code":` + code + `,"description":"` + description + `"}`
	}
	for name, tc := range map[string]struct {
		kind  bot.DeliveryKind
		chat  int64
		body  string
		want  bot.Decision // "" is success
		after time.Duration
		to    int64
	}{
		"flood":                   {bot.Show, merchant, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`, bot.Wait, 7 * time.Second, 0},
		"flood, in words":         {bot.Show, merchant, refusal("429", "Too Many Requests: retry after 35"), bot.Wait, 35 * time.Second, 0},
		"flood, unsaid":           {bot.Show, merchant, refusal("429", "Too Many Requests"), bot.Wait, floodWait, 0},
		"flood, of a press":       {bot.Answer, merchant, refusal("429", "Too Many Requests: retry after 1"), bot.Wait, time.Second, 0},
		"blocked":                 {bot.Show, merchant, refusal("403", "Forbidden: bot was blocked by the user"), bot.ChatGone, 0, 0},
		"deactivated":             {bot.Show, merchant, refusal("403", "Forbidden: user is deactivated"), bot.ChatGone, 0, 0},
		"deactivated, of old":     {bot.Show, merchant, refusal("403", "Forbidden: Forbidden: user is deactivated"), bot.ChatGone, 0, 0},
		"never started":           {bot.Show, merchant, refusal("403", "Forbidden: bot can't initiate conversation with a user"), bot.ChatGone, 0, 0},
		"a bot":                   {bot.Show, merchant, refusal("403", "Forbidden: bot can't send messages to bots"), bot.ChatGone, 0, 0},
		"unknown":                 {bot.Show, merchant, refusal("400", "Bad Request: chat not found"), bot.ChatGone, 0, 0},
		"invalid":                 {bot.Show, merchant, refusal("400", "Bad Request: PEER_ID_INVALID"), bot.ChatGone, 0, 0},
		"blocked, of a removal":   {bot.Delete, merchant, refusal("403", "Forbidden: bot was blocked by the user"), bot.ChatGone, 0, 0},
		"forbidden otherwise":     {bot.Show, merchant, refusal("403", "Forbidden: something new"), bot.GiveUp, 0, 0},
		"thrown out":              {bot.Show, group, refusal("403", "Forbidden: bot was kicked from the supergroup chat"), bot.GiveUp, 0, 0},
		"group deleted":           {bot.Show, group, refusal("403", "Forbidden: the group chat was deleted"), bot.GiveUp, 0, 0},
		"group unknown":           {bot.Show, group, refusal("400", "Bad Request: chat not found"), bot.GiveUp, 0, 0},
		"no rights":               {bot.Show, group, refusal("400", "Bad Request: not enough rights to send text messages to the chat"), bot.GiveUp, 0, 0},
		"moved":                   {bot.Show, oldGroup, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001000000002}}`, bot.Moved, 0, -1001000000002},
		"moved, unsaid":           {bot.Show, oldGroup, refusal("400", "Bad Request: group chat was upgraded to a supergroup chat"), bot.GiveUp, 0, 0},
		"not modified":            {bot.Edit, merchant, refusal("400", "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"), "", 0, 0},
		"removed already":         {bot.Delete, merchant, refusal("400", "Bad Request: message to delete not found"), "", 0, 0},
		"cannot be removed":       {bot.Delete, merchant, refusal("400", "Bad Request: message can't be deleted for everyone"), bot.GiveUp, 0, 0},
		"press too old":           {bot.Answer, merchant, refusal("400", "Bad Request: query is too old and response timeout expired or query ID is invalid"), "", 0, 0},
		"press too old, to show":  {bot.Show, merchant, refusal("400", "Bad Request: query is too old"), bot.GiveUp, 0, 0},
		"left already":            {bot.Leave, group, refusal("403", "Forbidden: bot is not a member of the supergroup chat"), "", 0, 0},
		"left, group unknown":     {bot.Leave, group, refusal("400", "Bad Request: chat not found"), "", 0, 0},
		"left, thrown out":        {bot.Leave, group, refusal("403", "Forbidden: bot was kicked from the group chat"), "", 0, 0},
		"empty":                   {bot.Show, merchant, refusal("400", "Bad Request: message text is empty"), bot.GiveUp, 0, 0},
		"too long":                {bot.Show, merchant, refusal("400", "Bad Request: message is too long"), bot.GiveUp, 0, 0},
		"bad button":              {bot.Show, merchant, refusal("400", "Bad Request: BUTTON_DATA_INVALID"), bot.GiveUp, 0, 0},
		"too large":               {bot.Show, merchant, refusal("413", "Request Entity Too Large"), bot.GiveUp, 0, 0},
		"bad token":               {bot.Show, merchant, refusal("401", "Unauthorized"), bot.Stop, 0, 0},
		"no token":                {bot.Show, merchant, refusal("404", "Not Found"), bot.Stop, 0, 0},
		"conflict":                {bot.Show, merchant, refusal("409", "Conflict: terminated by other getUpdates request"), bot.TryAgain, 0, 0},
		"their fault":             {bot.Show, merchant, refusal("500", "Internal Server Error"), bot.TryAgain, 0, 0},
		"their front":             {bot.Show, merchant, "<html>502 Bad Gateway</html>", bot.TryAgain, 0, 0},
		"a code that is no code":  {bot.Show, merchant, `{"ok":false}`, bot.TryAgain, 0, 0},
		"a wait that is no wait":  {bot.Show, merchant, `{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":-5}}`, bot.Wait, floodWait, 0},
		"a person's secret in it": {bot.Show, merchant, refusal("400", "Bad Request: 4111111111111111 is no tag"), bot.GiveUp, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, func(*http.Request) (*http.Response, error) { return answers(http.StatusOK, tc.body) })
			receipt, err := c.Send(t.Context(), bot.Delivery{Kind: tc.kind, Chat: tc.chat, Text: "hi", Token: "t"})
			if tc.want == "" {
				if err != nil || receipt.Token != "t" {
					t.Errorf("%+v, %v", receipt, err)
				}
				return
			}
			e := bot.Decide(err)
			if e.Decision != tc.want || e.After != tc.after || e.To != tc.to {
				t.Errorf("%s after %s to %d: %v", e.Decision, e.After, e.To, err)
			}
		})
	}
}

func TestDecideTransport(t *testing.T) {
	c := newClient(t, func(*http.Request) (*http.Response, error) { return nil, errors.New("unreachable") })
	_, err := c.Send(t.Context(), bot.Delivery{Kind: bot.Show, Chat: 1, Text: "hi"})
	if e, ok := errors.AsType[*bot.SendError](err); !ok || e.Decision != bot.TryAgain {
		t.Error(err)
	}
}

func TestErrorKeepsNoSecret(t *testing.T) {
	c := newClient(t, func(*http.Request) (*http.Response, error) {
		return answers(400, `{"ok":false,"error_code":400,"description":"Bad Request: 4111 1111 1111 1111 `+"\\u0007"+testToken+`"}`)
	})
	_, err := c.Me(t.Context())
	if want := "getMe: 400 Bad Request: [card ••••1111] [token]"; err == nil || err.Error() != want {
		t.Error(err)
	}
}
