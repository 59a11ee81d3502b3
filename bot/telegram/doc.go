// Package telegram is the door to Telegram: it makes the updates of the Bot API
// into updates of the bot, and the bot's deliveries into calls.
//
//	getUpdates or webhook → [Decoder] → [bot.Inbox]
//	[bot.Delivery] → [Client.Send] → Bot API
//
// A private chat is a merchant's; the groups of the team are listed in [Team].
// What a button of a case claims, the merchant's chat and the case, is only
// believed of a press in one of those groups, or in that very chat.
//
// Everything that comes in is foreign and is masked here, before anything else
// sees it. The token stays inside the [Client]: no error and no log line holds
// it.
//
// It is the only importer of github.com/go-telegram-bot-api/telegram-bot-api,
// and takes the types from it, not the calls. The library's MakeRequest knows
// no context, leaves the token in its errors, drops the HTTP status of an
// answer that is no JSON, and neither limits an answer nor reads it to its end.
//
// The package must not know what is stored or what the conversation is about.
package telegram
