package hanzi

// EmbeddedSize is the number of bytes the tables add to a binary.
func EmbeddedSize() int { return len(packedTraditional) + len(packedSimplified) + len(taiwan) }
