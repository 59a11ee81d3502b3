package queue

import (
	"testing"

	"github.com/tillmate/tillmate/bot/queue/redistest"
)

// manyChats gives chats of all partitions.
func manyChats(n int) []int64 {
	var chats []int64
	for chat := range int64(n) {
		chats = append(chats, 5000+chat)
	}
	return chats
}

// TestCrashes kills the server while it is written to: nothing that was
// acknowledged may be lost.
func TestCrashes(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	l := newLedger(t)
	a, b := open(t, single(s.Addr())), open(t, single(s.Addr()))
	l.own(a)
	l.own(b)
	for i := range 4 {
		l.produce(b, manyChats(40)[10*i:10*i+10]...)
	}
	for range 4 {
		l.progress(300)
		s.Kill()
		s.Restart()
	}
	l.finish(a)
}

// TestFreezes stops the server for longer than a lease.
func TestFreezes(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	l := newLedger(t)
	a, b := open(t, single(s.Addr())), open(t, single(s.Addr()))
	l.own(a)
	l.own(b)
	l.produce(b, manyChats(20)...)
	l.progress(300)
	s.Freeze()
	eventually(t, patience, "both have lost all leases", func() bool { return l.working.Load() == 0 })
	s.Thaw()
	took := l.handles(a, 9)
	t.Logf("handled again in %s", took)
	if took > recovery {
		t.Error("that is too late")
	}
	l.finish(a)
}
