package web

import (
	"crypto/rand"
	"math/big"
	"sync"
)

// numbering gives numbers to updates that no messenger numbers. Numbers of one
// program follow one another, for what notes which were seen takes 2^16
// neighbours together; where they begin is chosen by chance, far above those
// of Telegram, so that several programs do not meet.
type numbering struct {
	mu   sync.Mutex
	next int64
}

// The range in which the numbers begin, in neighbourhoods.
const (
	neighbours = 1 << 16
	lowest     = 1 << 30
	highest    = 1 << 36
)

// take gives the first of n numbers.
func (g *numbering) take(n int) (int64, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.next%neighbours+int64(n) >= neighbours || g.next == 0 {
		begin, err := rand.Int(rand.Reader, big.NewInt(highest-lowest))
		if err != nil {
			return 0, err
		}
		g.next = (lowest + begin.Int64()) * neighbours
	}
	first := g.next + 1
	g.next += int64(n)
	return first, nil
}
