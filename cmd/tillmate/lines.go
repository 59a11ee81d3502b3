package main

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// maxLine is the greatest size of one line, in bytes. What is longer is
// refused and skipped; the conversation goes on.
const maxLine = 4 << 20

// typedLine is one line of the input. The last one comes with the error that
// ended the input, mostly io.EOF, and may still hold words.
type typedLine struct {
	text    []byte
	tooLong bool
	err     error
}

// readLines reads lines in the background, so that an interrupt ends a talk
// that waits for its next line. It stops when ctx is done or the input ends.
func readLines(ctx context.Context, in io.Reader) <-chan typedLine {
	out := make(chan typedLine)
	go func() {
		defer close(out)
		r := bufio.NewReaderSize(in, 64<<10)
		for {
			l := readLine(r)
			select {
			case out <- l:
			case <-ctx.Done():
				return
			}
			if l.err != nil {
				return
			}
		}
	}()
	return out
}

// readLine reads one line, keeping no more than maxLine bytes of it.
func readLine(r *bufio.Reader) (l typedLine) {
	for {
		part, err := r.ReadSlice('\n')
		if len(l.text)+len(part) <= maxLine {
			l.text = append(l.text, part...)
		} else {
			l.tooLong = true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			l.err = err
			return l
		}
	}
}
