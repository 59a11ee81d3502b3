package botapitest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/tillmate/tillmate/bot/telegram/botapitest"
)

func Example() {
	api := botapitest.New(botapitest.Options{})
	defer api.Close()

	merchant := api.User(1001)
	merchant.Start("")

	// What a bot would do.
	resp, err := http.PostForm(api.URL+"/bot"+api.Token+"/sendMessage", url.Values{
		"chat_id":      {"1001"},
		"text":         {"Only this card?"},
		"reply_markup": {`{"inline_keyboard":[[{"text":"Yes","callback_data":"7:one"}]]}`},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	resp.Body.Close()

	question, err := api.WaitForMessage(context.Background(), merchant.Chat(), func(m botapitest.Message) bool {
		return m.Has("Yes")
	})
	fmt.Println(question.Text, err)
	_, err = merchant.Press("No")
	fmt.Println(err)
	press, err := merchant.Press("Yes")
	fmt.Println(press.Update > 0, err)
	fmt.Println(len(api.Violations()), len(api.Duplicates()), api.Counts().Methods["sendMessage"])
	// Output:
	// Only this card? <nil>
	// press "No" in chat 1001: the button is not on the screen
	// true <nil>
	// 0 0 1
}
