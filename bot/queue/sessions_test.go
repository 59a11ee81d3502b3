package queue

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestSessions lets somebody in and out again, on replicas that share nothing
// but Redis.
func TestSessions(t *testing.T) {
	onAll(t, func(t *testing.T, server Server) {
		ctx, wang := t.Context(), Guest{ID: 7, Name: "王芳"}
		s, other := open(t, server).Sessions(time.Minute, time.Hour), open(t, server).Sessions(time.Minute, time.Hour)
		token, err := s.Issue(ctx, wang)
		must(t, err)
		if again, err := s.Issue(ctx, wang); err != nil || again == token || len(token) < 20 {
			t.Fatalf("%q and %q, %v", token, again, err)
		}
		cookie, err := other.Redeem(ctx, token)
		if err != nil || cookie == token || len(cookie) < 20 {
			t.Fatalf("%q, %v", cookie, err)
		}
		for what, try := range map[string]func() error{
			"a token twice":          func() error { _, err := s.Redeem(ctx, token); return err },
			"a token that was none":  func() error { _, err := s.Redeem(ctx, "x"); return err },
			"nothing":                func() error { _, err := s.Redeem(ctx, ""); return err },
			"a token for a cookie":   func() error { _, err := s.Session(ctx, token); return err },
			"a cookie for a token":   func() error { _, err := s.Redeem(ctx, cookie); return err },
			"a cookie that was none": func() error { _, err := s.Session(ctx, "x"); return err },
		} {
			if err := try(); !errors.Is(err, ErrNoSession) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if who, err := s.Session(ctx, cookie); err != nil || who != wang {
			t.Errorf("%+v, %v", who, err)
		}
		for range 2 {
			must(t, s.End(ctx, cookie))
		}
		if _, err := other.Session(ctx, cookie); !errors.Is(err, ErrNoSession) {
			t.Errorf("an ended session: %v", err)
		}
	})
}

// TestTokenWorksOnce lets many replicas redeem a token at the same moment.
func TestTokenWorksOnce(t *testing.T) {
	onAll(t, func(t *testing.T, server Server) {
		replicas := []*Sessions{}
		for range 3 {
			replicas = append(replicas, open(t, server).Sessions(time.Minute, time.Hour))
		}
		for range 5 {
			token, err := replicas[0].Issue(t.Context(), Guest{ID: 7})
			must(t, err)
			var group sync.WaitGroup
			var let atomic.Int32
			for i := range 12 {
				group.Go(func() {
					switch _, err := replicas[i%len(replicas)].Redeem(t.Context(), token); {
					case err == nil:
						let.Add(1)
					case !errors.Is(err, ErrNoSession):
						t.Error(err)
					}
				})
			}
			group.Wait()
			if n := let.Load(); n != 1 {
				t.Errorf("one token let %d in", n)
			}
		}
	})
}

// TestSessionsEnd holds that links and sessions end by themselves.
func TestSessionsEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		q, ctx := open(t, b.server), t.Context()
		long := q.Sessions(10*time.Minute, 12*time.Hour)
		token, err := long.Issue(ctx, Guest{ID: 7})
		must(t, err)
		if ttl := b.raw.PTTL(ctx, q.keys.link(hashed(token))).Val(); ttl > 10*time.Minute || ttl < 9*time.Minute {
			t.Errorf("a link ends in %s", ttl)
		}
		cookie, err := long.Redeem(ctx, token)
		must(t, err)
		if ttl := b.raw.PTTL(ctx, q.keys.session(hashed(cookie))).Val(); ttl > 12*time.Hour || ttl < 11*time.Hour {
			t.Errorf("a session ends in %s", ttl)
		}
		short := q.Sessions(30*time.Millisecond, 30*time.Millisecond)
		late, err := short.Issue(ctx, Guest{ID: 7})
		must(t, err)
		eventually(t, 5*time.Second, "a link does not end", func() bool {
			return b.raw.Exists(ctx, q.keys.link(hashed(late))).Val() == 0
		})
		if _, err := short.Redeem(ctx, late); !errors.Is(err, ErrNoSession) {
			t.Errorf("an old link: %v", err)
		}
		token, err = long.Issue(ctx, Guest{ID: 7})
		must(t, err)
		cookie, err = short.Redeem(ctx, token)
		must(t, err)
		eventually(t, 5*time.Second, "a session does not end", func() bool {
			_, err := short.Session(ctx, cookie)
			return errors.Is(err, ErrNoSession)
		})
	})
}

// TestOnlyHashesAreKept looks for the secrets in everything that Redis has.
func TestOnlyHashesAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		s, ctx := open(t, b.server).Sessions(time.Minute, time.Hour), t.Context()
		used, err := s.Issue(ctx, Guest{ID: 7, Name: "王芳"})
		must(t, err)
		cookie, err := s.Redeem(ctx, used)
		must(t, err)
		unused, err := s.Issue(ctx, Guest{ID: 7, Name: "王芳"})
		must(t, err)
		keys := b.raw.Keys(ctx, "*").Val()
		if len(keys) != 2 {
			t.Errorf("the keys are %v", keys)
		}
		for _, key := range keys {
			for _, secret := range []string{used, cookie, unused} {
				if strings.Contains(key+b.raw.Get(ctx, key).Val(), secret) {
					t.Errorf("%s holds a secret", key)
				}
			}
		}
	})
}

// TestSessionsDamaged lets nobody in by what cannot be read, or while Redis is
// away, and says that it is another thing than no session.
func TestSessionsDamaged(t *testing.T) {
	onBoth(t, func(t *testing.T, b backend) {
		q := open(t, b.server)
		s, ctx := q.Sessions(time.Minute, time.Hour), t.Context()
		must(t, b.raw.Set(ctx, q.keys.session(hashed("x")), "{", time.Minute).Err())
		if who, err := s.Session(ctx, "x"); err == nil || errors.Is(err, ErrNoSession) || who != (Guest{}) {
			t.Errorf("%+v, %v", who, err)
		}
		must(t, q.Close())
		if _, err := s.Redeem(ctx, "x"); err == nil || errors.Is(err, ErrNoSession) {
			t.Errorf("without Redis: %v", err)
		}
	})
}
