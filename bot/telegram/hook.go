package telegram

import (
	"context"
	"errors"
	"net/url"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Hook is a webhook as Telegram is told of it.
type Hook struct {
	// URL is where Telegram sends updates: https, on port 443, 80, 88 or 8443.
	URL string
	// Secret is sent with every update; see [NewWebhook].
	Secret string
	// Connections is the number of updates that are sent at the same time, 1
	// to 100; 0 is Telegram's default, 40.
	Connections int
}

type setWebhook struct {
	URL         string   `json:"url"`
	Secret      string   `json:"secret_token"`
	Connections int      `json:"max_connections,omitempty"`
	Allowed     []string `json:"allowed_updates"`
}

// SetWebhook tells Telegram to send updates to a webhook. It may be done at
// every start and by every replica. Updates that wait are kept.
func (c *Client) SetWebhook(ctx context.Context, h Hook) error {
	if err := checkSecret(h.Secret); err != nil {
		return err
	}
	if h.Connections < 0 || h.Connections > maxHooks {
		return errors.New("a webhook has 1 to 100 connections")
	}
	return c.call(ctx, "setWebhook", setWebhook{URL: h.URL, Secret: h.Secret, Connections: h.Connections, Allowed: allowed()}, nil)
}

// Webhook gives the host that updates are sent to, "" if there is none. The
// rest of the address may be secret.
func (c *Client) Webhook(ctx context.Context) (host string, err error) {
	var info tgbotapi.WebhookInfo
	if err := c.call(ctx, "getWebhookInfo", struct{}{}, &info); err != nil || !info.IsSet() {
		return "", err
	}
	if u, err := url.Parse(info.URL); err == nil && u.Host != "" {
		return u.Host, nil
	}
	return "unknown", nil
}

// DeleteWebhook tells Telegram to keep updates until they are asked for.
func (c *Client) DeleteWebhook(ctx context.Context) error {
	return c.call(ctx, "deleteWebhook", struct {
		Drop bool `json:"drop_pending_updates"`
	}{}, nil)
}
