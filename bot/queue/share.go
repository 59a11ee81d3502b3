package queue

import (
	"slices"

	"github.com/tillmate/tillmate/bot"
)

// share gives how many partitions a member should own: as many as the others,
// and what is left over goes to the first by name. The shares of all members
// make up all partitions.
func share(members []string, me string) int {
	if !slices.Contains(members, me) {
		return 0
	}
	rank := 0
	for _, member := range members {
		if member < me {
			rank++
		}
	}
	n := bot.Partitions / len(members)
	if rank < bot.Partitions%len(members) {
		n++
	}
	return n
}
