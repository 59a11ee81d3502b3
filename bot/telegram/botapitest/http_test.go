package botapitest_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func TestWays(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	path := api.URL + "/bot" + api.Token + "/sendMessage"
	values := url.Values{"chat_id": {"1"}, "text": {"好"}, "reply_markup": {`{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}`}}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for key := range values {
		if err := w.WriteField(key, values.Get(key)); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	for name, req := range map[string]struct{ method, url, kind, body string }{
		"query":     {http.MethodGet, path + "?" + values.Encode(), "", ""},
		"form":      {http.MethodPost, path, "application/x-www-form-urlencoded", values.Encode()},
		"multipart": {http.MethodPost, path, w.FormDataContentType(), form.String()},
		"JSON": {
			http.MethodPost, path, "application/json; charset=utf-8",
			`{"chat_id":1,"text":"好","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]},"entities":null}`,
		},
		"JSON in JSON": {
			http.MethodPost, path, "application/json",
			`{"chat_id":"1","text":"好","reply_markup":"{\"inline_keyboard\":[[{\"text\":\"a\",\"callback_data\":\"b\"}]]}"}`,
		},
		"any case": {http.MethodGet, strings.Replace(path, "sendMessage", "SENDMESSAGE", 1) + "?" + values.Encode(), "", ""},
	} {
		r, err := http.NewRequest(req.method, req.url, strings.NewReader(req.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", req.kind)
		if got, err := b.do(r); err != nil || !got.OK {
			t.Errorf("%s: %v %v", name, got, err)
			continue
		}
		m, _ := api.Last(1)
		calls := api.Calls()
		last := calls[len(calls)-1]
		if m.Text != "好" || !m.Has("a") || last.Method != "sendMessage" || last.Params["text"] != "好" ||
			last.Chat != 1 || len(last.Messages) != 1 || last.Messages[0] != m.ID || !last.CarriedOut() {
			t.Errorf("%s: on the screen is %+v, recorded is %+v", name, m, last)
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	for path, want := range map[string]string{
		"/bot" + api.Token + "/nonsense": "404 Not Found: method not found",
		"/bot" + api.Token:               "404 Not Found",
		"/":                              "404 Not Found",
		"/bot1:other/getMe":              "401 Unauthorized",
		"/botnonsense/getMe":             "401 Unauthorized: invalid token specified",
	} {
		req, err := http.NewRequest(http.MethodGet, api.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.do(req)
		if got := fmt.Sprint(r.Code, " ", r.Description); err != nil || got != want || r.OK || r.Status != r.Code {
			t.Errorf("%s: %q %v, want %q", path, got, err, want)
		}
	}
	req, _ := http.NewRequest(http.MethodPost, api.URL+"/bot"+api.Token+"/getMe", strings.NewReader("{"))
	req.Header.Set("Content-Type", "application/json")
	if r, err := b.do(req); err != nil || r.Code != 400 {
		t.Errorf("a broken body: %v %v", r, err)
	}
	large := strings.NewReader(`{"text":"` + repeated("a", 51<<20) + `"}`)
	req, _ = http.NewRequest(http.MethodPost, api.URL+"/bot"+api.Token+"/getMe", large)
	req.Header.Set("Content-Type", "application/json")
	if r, err := b.do(req); err == nil && r.Code != 413 {
		t.Errorf("a large body: %v", r)
	}
	if api.Counts().Refused["Unauthorized"] != 1 || len(api.Calls()) != 0 {
		t.Error("what was refused is not counted")
	}
}

func TestUploads(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(1).Start("")
	for _, field := range []string{"photo", "elsewhere"} {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		_ = w.WriteField("chat_id", "1")
		_ = w.WriteField("photo", "attach://"+field)
		file, err := w.CreateFormFile(field, "a.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = file.Write([]byte("picture"))
		w.Close()
		req, _ := http.NewRequest(http.MethodPost, api.URL+"/bot"+api.Token+"/sendPhoto", &form)
		req.Header.Set("Content-Type", w.FormDataContentType())
		if r, err := b.do(req); err != nil || !r.OK {
			t.Fatal(r, err)
		}
	}
	m, _ := api.Last(1)
	if m.Kind != "photo" || m.File == "" {
		t.Errorf("shown is %+v", m)
	}
	b.ok("getFile", params{"file_id": m.File}, nil)
	b.refuses(400, "Bad Request: invalid file_id", "getFile", params{"file_id": "x"})
}

func TestProfile(t *testing.T) {
	api, b := start(t, botapitest.Options{})
	api.User(5)
	var me struct {
		ID    int64
		IsBot bool `json:"is_bot"`
	}
	b.ok("getMe", nil, &me)
	if names := api.Methods(); len(names) != 39 || names[0] != "answerCallbackQuery" {
		t.Errorf("methods are %v", names)
	}
	if me.ID != 7000000001 || !me.IsBot {
		t.Errorf("I am %+v", me)
	}
	commands := []params{{"command": "start", "description": "开始"}}
	b.ok("setMyCommands", params{"commands": commands, "language_code": "zh"}, nil)
	b.ok("setMyCommands", params{"commands": commands, "scope": params{"type": "chat", "chat_id": 5}}, nil)
	var got []botapitest.Command
	b.ok("getMyCommands", params{"language_code": "zh"}, &got)
	if len(got) != 1 || got[0].Description != "开始" || len(api.Commands("zh")) != 1 || len(api.Commands("")) != 0 {
		t.Errorf("commands are %v", got)
	}
	b.ok("getMyCommands", params{"scope": params{"type": "chat", "chat_id": "5"}}, &got)
	if len(got) != 1 {
		t.Errorf("commands of the chat are %v", got)
	}
	b.ok("deleteMyCommands", params{"language_code": "zh"}, nil)
	b.ok("getMyCommands", params{"language_code": "zh"}, &got)
	if len(got) != 0 {
		t.Errorf("commands are still %v", got)
	}
	b.refuses(400, "Bad Request: BOT_COMMAND_INVALID", "setMyCommands", params{"commands": []params{{"command": "开始", "description": "a"}}})
	b.refuses(400, "Bad Request: command description must be non-empty", "setMyCommands", params{"commands": []params{{"command": "a", "description": " "}}})
	b.refuses(400, "Bad Request: invalid language code specified", "setMyCommands", params{"language_code": "zh-CN"})
	b.refuses(400, "Bad Request: can't parse BotCommandScope: Unsupported type specified", "getMyCommands", params{"scope": params{"type": "x"}})

	b.ok("setMyDescription", params{"description": "说明", "language_code": "zh"}, nil)
	b.ok("setMyShortDescription", params{"short_description": "短"}, nil)
	var text map[string]string
	b.ok("getMyDescription", params{"language_code": "zh"}, &text)
	if text["description"] != "说明" {
		t.Errorf("description is %v", text)
	}
	b.ok("getMyShortDescription", nil, &text)
	if text["short_description"] != "短" {
		t.Errorf("short description is %v", text)
	}
	b.refuses(400, "Bad Request: ABOUT_TOO_LONG", "setMyShortDescription", params{"short_description": repeated("a", 121)})
	b.refuses(400, "Bad Request: DESCRIPTION_TOO_LONG", "setMyDescription", params{"description": repeated("a", 513)})
}
