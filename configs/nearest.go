package configs

import (
	"slices"
	"strings"
)

// nearest gives the name that was probably meant, or "".
func nearest(name string, known []string) string {
	name = strings.ToLower(name)
	best, least := "", 2+len(name)/5
	for _, k := range known {
		d := distance(name, strings.ToLower(k))
		// A beginning, as in lang for language, is nearer than it looks.
		if len(name) > 2 && strings.HasPrefix(strings.ToLower(k), name) {
			d = min(d, 1)
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to insert, to remove, to change or to swap with
// their neighbour until a is b.
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// elsewhere gives the settings whose last name is the one that was written in
// the wrong section.
func elsewhere(name string) string {
	var found []string
	for _, s := range settings(&Config{}) {
		if s.path == name || strings.HasSuffix(s.path, "."+name) {
			found = append(found, s.path)
		}
	}
	slices.Sort(found)
	return strings.Join(found, " or ")
}
