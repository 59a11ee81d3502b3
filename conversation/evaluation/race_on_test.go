//go:build race

package evaluation_test

const underRace = true
