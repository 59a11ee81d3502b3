package telegram

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/time/rate"

	"github.com/tillmate/tillmate/bot"
)

// topic names a topic; it is all that most of the methods want.
type topic struct {
	Chat   int64 `json:"chat_id"`
	Thread int64 `json:"message_thread_id"`
}

type createForumTopic struct {
	Chat int64  `json:"chat_id"`
	Name string `json:"name"`
	Icon string `json:"icon_custom_emoji_id,omitempty"`
}

// editForumTopic are the parameters of the method; "" takes the icon away.
type editForumTopic struct {
	topic
	Icon string `json:"icon_custom_emoji_id"`
}

// icons are the icons that every topic may have: their ids by emoji.
type icons struct {
	asking chan struct{} // holds one: who asks Telegram
	mu     sync.RWMutex
	ids    map[string]string // nil until Telegram has said
}

func newIcons() *icons { return &icons{asking: make(chan struct{}, 1)} }

// find gives the id of an icon, "" for an emoji that is none; known is false
// until Telegram has said which there are.
func (i *icons) find(emoji string) (id string, known bool) {
	i.mu.RLock()
	defer i.mu.RUnlock()
	return i.ids[plain(emoji)], i.ids != nil
}

// icon gives the id of the icon of a delivery, "" where it has none. A topic is
// made without one when Telegram does not say which there are; to change an
// icon it is waited for.
func (c *Client) icon(ctx context.Context, d bot.Delivery) (string, error) {
	open := d.Kind == bot.OpenTopic && d.Thread == 0
	if d.Icon == "" || d.Kind != bot.EditTopic && !open {
		return "", nil
	}
	id, known := c.icons.find(d.Icon)
	if known {
		return id, nil
	}
	if err := c.learnIcons(ctx); err != nil {
		if open {
			return "", nil
		}
		return "", err
	}
	id, _ = c.icons.find(d.Icon)
	return id, nil
}

// learnIcons asks Telegram for the icons, once at a time and until it has said.
func (c *Client) learnIcons(ctx context.Context) error {
	select {
	case c.icons.asking <- struct{}{}:
		defer func() { <-c.icons.asking }()
	case <-ctx.Done():
		return fmt.Errorf("wait for the icons of topics: %w", ctx.Err())
	}
	if _, known := c.icons.find(""); known {
		return nil
	}
	var stickers []struct {
		Emoji string `json:"emoji"`
		ID    string `json:"custom_emoji_id"`
	}
	if err := c.call(ctx, "getForumTopicIconStickers", struct{}{}, &stickers); err != nil {
		return err
	}
	ids := map[string]string{}
	for _, s := range stickers {
		if s.ID != "" && ids[plain(s.Emoji)] == "" {
			ids[plain(s.Emoji)] = s.ID
		}
	}
	c.icons.mu.Lock()
	defer c.icons.mu.Unlock()
	c.icons.ids = ids
	return nil
}

// topicPaces keeps the topics that are made in one group apart.
type topicPaces struct {
	mu     sync.Mutex
	groups map[int64]*rate.Limiter
}

func newTopicPaces() *topicPaces { return &topicPaces{groups: map[int64]*rate.Limiter{}} }

var errTopicPace = errors.New("a topic was made in this group just now")

// take takes the next topic that may be made in a group. The error is a
// [bot.SendError] that says how long to wait: waiting here would keep a place
// that merchants' words need.
func (t *topicPaces) take(group int64) error {
	t.mu.Lock()
	pace := t.groups[group]
	if pace == nil {
		pace = rate.NewLimiter(rate.Every(topicPause), 1)
		t.groups[group] = pace
	}
	t.mu.Unlock()
	turn := pace.Reserve()
	if delay := turn.Delay(); delay > 0 {
		turn.Cancel()
		return &bot.SendError{Decision: bot.Wait, After: delay, Err: errTopicPace}
	}
	return nil
}
