package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/time/rate"

	"github.com/tillmate/tillmate/bot"
)

// Options say how the Bot API is reached.
type Options struct {
	// Token is the bot's, from @BotFather.
	Token string
	// BaseURL is where the Bot API is; "" is https://api.telegram.org.
	BaseURL string
	// PerSecond is the number of deliveries a second that this process makes
	// over all chats; 0 is no limit. See [DefaultPerSecond].
	PerSecond float64
	// Observer counts the calls; nil is nobody.
	Observer Observer
	// Transport makes the requests; nil is an own one, which goes through the
	// proxy that HTTPS_PROXY names.
	Transport http.RoundTripper
}

// Client calls the Bot API. It is a [bot.Messenger] and safe for concurrent
// use. No error of it holds the token.
type Client struct {
	method   string // the address of the methods, up to their names
	token    string
	http     *http.Client
	limit    *rate.Limiter
	observer Observer
	icons    *icons
	topics   *topicPaces
	name     atomic.Value // our username, a string
}

// goodToken is what @BotFather gives out.
var goodToken = regexp.MustCompile(`^\d+:[A-Za-z0-9_-]+$`)

// New makes a client. It calls nothing: it can be made while Telegram is away.
func New(o Options) (*Client, error) {
	if !goodToken.MatchString(o.Token) {
		return nil, errors.New("the token has not the form that @BotFather gives out, digits:letters")
	}
	base, err := url.Parse(o.BaseURL)
	switch {
	case o.BaseURL == "":
		base = &url.URL{Scheme: "https", Host: "api.telegram.org"}
	case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, errors.New("the address of the Bot API is no http or https URL")
	}
	c := &Client{
		method: strings.TrimRight(base.String(), "/") + "/bot" + o.Token + "/",
		token:  o.Token,
		http: &http.Client{
			Transport: o.Transport,
			// The address holds the token: it is carried nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		limit:    rate.NewLimiter(rate.Inf, 1),
		observer: o.Observer,
		icons:    newIcons(),
		topics:   newTopicPaces(),
	}
	if o.PerSecond > 0 {
		c.limit = rate.NewLimiter(rate.Limit(o.PerSecond), max(1, int(o.PerSecond)/10))
	}
	if o.Transport == nil {
		c.http.Transport = transport()
	}
	if o.Observer == nil {
		c.observer = Unobserved{}
	}
	return c, nil
}

// transport gives the connections to Telegram.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: dialTime, KeepAlive: dialTime}).DialContext,
		TLSHandshakeTimeout: dialTime,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        idle,
		MaxIdleConnsPerHost: idle,
		IdleConnTimeout:     time.Minute,
		// A connection that died unseen would hold all calls up.
		HTTP2: &http.HTTP2Config{SendPingTimeout: dialTime, PingTimeout: dialTime / 2},
	}
}

// Self is the bot as Telegram knows it.
type Self struct {
	ID   int64
	Name string // without the @
}

// Me asks Telegram who the bot is: whether Telegram is there, and takes the
// token.
func (c *Client) Me(ctx context.Context) (Self, error) {
	var me tgbotapi.User
	err := c.call(ctx, "getMe", struct{}{}, &me)
	if err == nil {
		c.name.Store(me.UserName)
	}
	return Self{ID: me.ID, Name: me.UserName}, err
}

// Name gives the bot's username without the @, as [Client.Me] learned it last;
// "" before that. It is made for [Decoder].
func (c *Client) Name() string {
	name, _ := c.name.Load().(string)
	return name
}

// call calls a method and reads what it gives into result, unless that is nil.
// The error is an [APIError] if Telegram said no.
func (c *Client) call(ctx context.Context, method string, params, result any) error {
	return c.callWithin(ctx, callTime, maxAnswer, method, params, result)
}

// callWithin is call with a time and a number of bytes that the answer may
// take.
func (c *Client) callWithin(ctx context.Context, within time.Duration, size int64, method string, params, result any) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	start := time.Now()
	answer, err := c.exchange(ctx, size, method, params)
	if err == nil && result != nil && json.Unmarshal(answer.Result, result) != nil {
		// The decoder's error may cite what people wrote.
		err = fmt.Errorf("%s: the result is not as documented", method)
	}
	c.observer.Called(method, outcome(err), time.Since(start))
	return err
}

// exchange makes one request and reads its answer.
func (c *Client) exchange(ctx context.Context, size int64, method string, params any) (*tgbotapi.APIResponse, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("%s: write the parameters: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.method+method, bytes.NewReader(body))
	if err != nil {
		return nil, c.lost(method, err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.lost(method, err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, size+1))
	if err != nil {
		return nil, c.lost(method, err)
	}
	if int64(len(raw)) > size {
		return nil, fmt.Errorf("%s: the answer has more than %d bytes", method, size)
	}
	var answer tgbotapi.APIResponse
	if err := json.Unmarshal(raw, &answer); err != nil || !answer.Ok && answer.ErrorCode == 0 {
		// A proxy or gateway on the way, or Telegram's own front.
		return nil, fmt.Errorf("%s: HTTP status %d, and no answer of the Bot API", method, resp.StatusCode)
	}
	if !answer.Ok {
		return nil, refusal(method, &answer, c.redact)
	}
	return &answer, nil
}

// lost is the error of a call that had no answer, without the token, which is
// in the address that net/http puts into its errors.
func (c *Client) lost(method string, err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if text := err.Error(); c.redact(text) != text {
		err = errors.New(c.redact(text))
	}
	return fmt.Errorf("%s: %w", method, err)
}

// redact hides our token, and what looks like one.
func (c *Client) redact(s string) string {
	return Redact(strings.ReplaceAll(s, c.token, hidden))
}

var _ bot.Messenger = (*Client)(nil)
