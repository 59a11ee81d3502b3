//go:build !race

package web

// teamCrowd is how many pages are open at once.
const teamCrowd = 100
