//go:build race

package web

// teamCrowd is how many pages are open at once: the race detector makes each
// of them many times as dear.
const teamCrowd = 20
