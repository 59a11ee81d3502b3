package form

// match pairs a place in an old list with one in a new list; -1 is none.
type match struct{ old, new int }

// maxCompared is how many pairs of items are compared at most to find the
// smallest change.
const maxCompared = 1 << 20

// matched lines two lists up, both in their order. Items that are the same in
// both are paired first; of what lies between, one replaces the other.
func matched(old, fresh []string) (out []match) {
	head := 0
	for head < len(old) && head < len(fresh) && old[head] == fresh[head] {
		out = append(out, match{head, head})
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(fresh)-head && old[len(old)-1-tail] == fresh[len(fresh)-1-tail] {
		tail++
	}
	i, j := head, head
	between := func(toOld, toNew int) {
		for i < toOld || j < toNew {
			m := match{-1, -1}
			if i < toOld {
				m.old = i
				i++
			}
			if j < toNew {
				m.new = j
				j++
			}
			out = append(out, m)
		}
	}
	for _, m := range common(old[head:len(old)-tail], fresh[head:len(fresh)-tail]) {
		between(head+m.old, head+m.new)
		out = append(out, match{i, j})
		i, j = i+1, j+1
	}
	between(len(old)-tail, len(fresh)-tail)
	for ; i < len(old); i, j = i+1, j+1 {
		out = append(out, match{i, j})
	}
	return out
}

// common gives the longest common part of two lists; of very long ones, none.
func common(a, b []string) (out []match) {
	if len(a)*len(b) > maxCompared {
		return nil
	}
	// length[i][j] is that of a[i:] and b[j:].
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, match{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
