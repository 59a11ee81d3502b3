package telegram

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// TestTopicPace holds that topics of one group are made 5 s apart, that other
// groups do not wait for it, and that nobody waits inside a call.
func TestTopicPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, func(*http.Request) (*http.Response, error) {
			return answers(200, `{"ok":true,"result":{"message_thread_id":5}}`)
		})
		start := time.Now()
		open := func(group, thread int64) bot.SendError {
			_, err := c.Send(t.Context(), bot.Delivery{Kind: bot.OpenTopic, Chat: group, Thread: thread, Name: "#1"})
			if err == nil {
				return bot.SendError{}
			}
			return bot.Decide(err)
		}
		for n := range 4 {
			for _, group := range []int64{-1, -2} {
				if e := open(group, 0); e.Err != nil {
					t.Fatalf("topic %d: %v", n, e.Err)
				}
			}
			for range 2 { // who does not get a turn takes none away
				if e := open(-1, 0); e.Decision != bot.Wait || e.After != topicPause {
					t.Errorf("%s after %s", e.Decision, e.After)
				}
			}
			if e := open(-1, 5); e.Err != nil {
				t.Errorf("opening one again waits: %v", e.Err)
			}
			<-time.After(topicPause)
		}
		if took := time.Since(start); took != 4*topicPause {
			t.Errorf("somebody waited: four topics and their pauses took %s", took)
		}
	})
}

// TestTopicWithoutNumber holds that a topic nobody can write into is none.
func TestTopicWithoutNumber(t *testing.T) {
	c := newClient(t, func(*http.Request) (*http.Response, error) { return answers(200, `{"ok":true,"result":true}`) })
	if r, err := c.Send(t.Context(), bot.Delivery{Kind: bot.OpenTopic, Chat: -1, Name: "#1"}); bot.Decide(err).Decision != bot.GiveUp {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestIcons holds that the icons are asked for once, by however many, and again
// only until Telegram has said.
func TestIcons(t *testing.T) {
	var asked atomic.Int32
	c := newClient(t, func(r *http.Request) (*http.Response, error) {
		switch {
		case methodOf(r) != "getForumTopicIconStickers":
			return answers(200, `{"ok":true,"result":{"message_thread_id":5}}`)
		case asked.Add(1) <= 2:
			return answers(502, "<html>")
		}
		return answers(200, `{"ok":true,"result":[{"emoji":"📝","custom_emoji_id":"539"}]}`)
	})
	icon := bot.Delivery{Kind: bot.EditTopic, Chat: -1, Thread: 5, Icon: "📝"}
	if _, err := c.Send(t.Context(), bot.Delivery{Kind: bot.OpenTopic, Chat: -1, Name: "#1", Icon: "📝"}); err != nil {
		t.Errorf("a topic was not made for want of an icon: %v", err)
	}
	if _, err := c.Send(t.Context(), icon); bot.Decide(err).Decision != bot.TryAgain {
		t.Errorf("an icon was changed to nothing: %v", err)
	}
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, err := c.Send(t.Context(), icon); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := asked.Load(); n != 3 {
		t.Errorf("the icons were asked for %d times", n)
	}
}

// TestIconsWaiting holds that who waits for another's question goes when told.
func TestIconsWaiting(t *testing.T) {
	c := newClient(t, func(*http.Request) (*http.Response, error) { return answers(502, "") })
	c.icons.asking <- struct{}{} // somebody who never comes back
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, bot.Delivery{Kind: bot.EditTopic, Chat: -1, Icon: "📝"}); bot.Decide(err).Decision != bot.TryAgain {
		t.Error(err)
	}
}
