// Package botapitest is a strict imitation of the far end of the Telegram Bot
// API over HTTP, for tests, for runs that kill processes, and for load:
//
//	api := botapitest.New(botapitest.Options{})
//	defer api.Close()
//	// start the bot with api.URL and api.Token
//	merchant := api.User(1001)
//	merchant.Start("")
//	question, err := api.WaitForMessage(ctx, merchant.Chat(), func(m botapitest.Message) bool {
//		return len(m.Buttons) > 0
//	})
//	merchant.Press(question.Buttons[0][0].Text)
//
// A test plays the people: [Server.User] and [Server.NewGroup] give those who
// write, press, block and rename. The bot under test calls the methods. What
// it did is read from the screen of a chat ([Server.Messages], and
// [Server.Screen] as a person sees it), from the calls ([Server.Calls]), from
// [Server.Counts], and from [Server.Violations]: things that the real API takes
// without a word and that are a mistake all the same.
//
// Order of checks and words of errors are those of Telegram's own server,
// tdlib/telegram-bot-api 10.0, where they are made there; errors that are made
// behind it are as bots report them. Not confirmed by either are the words for
// a bad copy_text, a description that is too long, a command with wrong
// characters, an unknown topic icon, and that edits in a chat of a user who
// blocked the bot are refused: do not build on them. Known differences: text
// with a parse_mode is not parsed, messages do not expire after 24 hours, files
// cannot be downloaded, and only the methods of [Server.Methods] exist.
//
// The package knows nothing of the bot it tests and imports nothing of it, so
// that it cannot share its mistakes. Everything is safe for concurrent use.
package botapitest
