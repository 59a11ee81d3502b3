package queue

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrNoSession is returned for a token or a cookie that lets nobody in: it was
// never given, was used, or is too old.
var ErrNoSession = errors.New("nobody is signed in")

// Guest is somebody who may sign in.
type Guest struct {
	ID   int64  `json:"id"` // numeric user id
	Name string `json:"name,omitempty"`
}

// Sessions knows who is signed in to the team's page, on every replica. Tokens
// and cookies are secrets: Redis is given only their hashes. It is safe for
// concurrent use.
type Sessions struct {
	q              *Queue
	token, session time.Duration
}

// Sessions gives the sessions; a token can be redeemed so long, and a session
// lasts so long. It uses the queue's connections and ends with them.
func (q *Queue) Sessions(token, session time.Duration) *Sessions {
	return &Sessions{q: q, token: token, session: session}
}

// Issue gives a token that can be redeemed once.
func (s *Sessions) Issue(ctx context.Context, who Guest) (token string, err error) {
	data, err := json.Marshal(who)
	if err != nil {
		return "", fmt.Errorf("queue: writing who may sign in: %w", err)
	}
	token = rand.Text()
	if err := s.q.store.calls.Set(ctx, s.q.keys.link(hashed(token)), data, s.token).Err(); err != nil {
		s.q.store.reload(ctx)
		return "", fmt.Errorf("queue: noting who may sign in: %w", err)
	}
	return token, nil
}

// Redeem begins a session, or gives [ErrNoSession]. After another error the
// token may be used up.
func (s *Sessions) Redeem(ctx context.Context, token string) (cookie string, err error) {
	cookie = rand.Text()
	replies, err := s.q.store.runDurably(ctx, []call{{
		redeemScript,
		[]string{s.q.keys.link(hashed(token)), s.q.keys.session(hashed(cookie))},
		[]any{s.session.Milliseconds()},
	}})
	if err != nil {
		return "", fmt.Errorf("queue: signing in: %w", err)
	}
	switch done, err := replies[0].Int(); {
	case err != nil:
		return "", fmt.Errorf("queue: signing in: %w", err)
	case done == 0:
		return "", ErrNoSession
	}
	return cookie, nil
}

// Session gives whose session it is, or [ErrNoSession].
func (s *Sessions) Session(ctx context.Context, cookie string) (Guest, error) {
	key := s.q.keys.session(hashed(cookie))
	data, err := s.q.store.calls.Get(ctx, key).Bytes()
	if errors.Is(err, redis.Nil) {
		return Guest{}, ErrNoSession
	}
	if err != nil {
		s.q.store.reload(ctx)
		return Guest{}, fmt.Errorf("queue: looking who is signed in: %w", err)
	}
	var who Guest
	if err := json.Unmarshal(data, &who); err != nil {
		return Guest{}, fmt.Errorf("queue: %s cannot be read: %w", key, err)
	}
	return who, nil
}

// End ends a session; one that there is not is ended.
func (s *Sessions) End(ctx context.Context, cookie string) error {
	if err := s.q.store.calls.Del(ctx, s.q.keys.session(hashed(cookie))).Err(); err != nil {
		s.q.store.reload(ctx)
		return fmt.Errorf("queue: signing out: %w", err)
	}
	return nil
}

// hashed gives a secret as it is kept. The secrets are long and by chance, so
// that nobody finds one by its hash.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
