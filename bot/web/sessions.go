package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// MemorySessions are [Sessions] that end with the program.
type MemorySessions struct {
	mu       sync.Mutex
	tokens   map[[sha256.Size]byte]admitted
	sessions map[[sha256.Size]byte]admitted
}

var _ Sessions = (*MemorySessions)(nil)

// admitted is who may come in, and until when.
type admitted struct {
	who  Member
	ends time.Time
}

// NewMemorySessions gives sessions of which there are none.
func NewMemorySessions() *MemorySessions {
	return &MemorySessions{tokens: map[[sha256.Size]byte]admitted{}, sessions: map[[sha256.Size]byte]admitted{}}
}

// Issue gives a token. See [Sessions].
func (s *MemorySessions) Issue(_ context.Context, who Member) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return admit(s.tokens, who, TokenLife), nil
}

// Redeem begins a session. See [Sessions].
func (s *MemorySessions) Redeem(_ context.Context, token string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, err := found(s.tokens, token)
	if err != nil {
		return "", err
	}
	delete(s.tokens, sha256.Sum256([]byte(token)))
	return admit(s.sessions, who, SessionLife), nil
}

// Session gives whose session it is. See [Sessions].
func (s *MemorySessions) Session(_ context.Context, cookie string) (Member, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return found(s.sessions, cookie)
}

// End ends a session. See [Sessions].
func (s *MemorySessions) End(_ context.Context, cookie string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, sha256.Sum256([]byte(cookie)))
	return nil
}

// admit keeps somebody under a new secret, and forgets whose time is over.
func admit(in map[[sha256.Size]byte]admitted, who Member, life time.Duration) (secret string) {
	now := time.Now()
	for key, a := range in {
		if !now.Before(a.ends) {
			delete(in, key)
		}
	}
	secret = rand.Text()
	in[sha256.Sum256([]byte(secret))] = admitted{who, now.Add(life)}
	return secret
}

// found gives who is kept under a secret.
func found(in map[[sha256.Size]byte]admitted, secret string) (Member, error) {
	a, ok := in[sha256.Sum256([]byte(secret))]
	if !ok || !time.Now().Before(a.ends) {
		return Member{}, ErrNoSession
	}
	return a.who, nil
}
