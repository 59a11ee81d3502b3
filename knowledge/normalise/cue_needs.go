package normalise

// needs gives the characters that every match holds, each as a bit modulo 256.
// Most texts lack one of them, which spares running the program.
func (prog *program) needs() [4]uint64 {
	known := map[int][4]uint64{}
	var from func(pc int) [4]uint64
	from = func(pc int) [4]uint64 {
		if need, ok := known[pc]; ok {
			return need
		}
		var need [4]uint64
		switch in := prog.code[pc]; in.op {
		case opEnd:
		case opSplit:
			need = from(in.alts[0])
			for _, a := range in.alts[1:] {
				for i, bits := range from(a) {
					need[i] &= bits
				}
			}
		default:
			need = from(in.next)
			if in.op == opRune {
				need[in.r%256/64] |= 1 << (in.r % 64)
			}
		}
		known[pc] = need
		return need
	}
	return from(prog.start)
}

// lacks reports whether a text with these characters lacks one that every match
// holds.
func (prog *program) lacks(has *[4]uint64) bool {
	for i, bits := range prog.need {
		if bits&^has[i] != 0 {
			return true
		}
	}
	return false
}
