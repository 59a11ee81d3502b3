package queue

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/conversation/handoff"
)

// Fields of the file of a case. A list needs heads only; whole files are a
// hundred times as large.
const (
	fieldHead = "h" // JSON of a [bot.CaseFile] with nothing but its record
	fieldFile = "f" // JSON of all of it
)

// file adds a case to the call of a commit.
func (p *partition) file(c *call, f bot.CaseFile) error {
	if f.Case == "" || f.Record.Opened.IsZero() {
		return errors.New("it has no number, or no time at which it was opened")
	}
	head, err := json.Marshal(headOf(f))
	if err != nil {
		return err
	}
	whole, err := json.Marshal(f)
	if err != nil {
		return err
	}
	c.keys = append(c.keys, p.q.keys.file(p.n, f.Case))
	c.args = append(c.args, f.Case, f.Record.Opened.UnixMilli(), standing(f.Record.State), head, whole)
	return nil
}

// headOf is what lists show of a case.
func headOf(f bot.CaseFile) bot.CaseFile {
	return bot.CaseFile{Case: f.Case, Chat: f.Chat, Record: f.Record}
}

// standing says where a case is, as the commit script has it.
func standing(s handoff.State) int {
	switch {
	case s.Waits():
		return 2
	case withTeam(s):
		return 1
	}
	return 0
}

// withTeam reports whether a case in a state is with the team.
func withTeam(s handoff.State) bool { return !handoff.Ticket{State: s}.BotAnswers() }

// partsOf gives the partitions that a case may be in: that of the chat in its
// name, or all.
func partsOf(number string) []int {
	if chat, _, ok := strings.Cut(number, "-"); ok {
		if id, err := strconv.ParseInt(chat, 36, 64); err == nil {
			return []int{PartitionOf(id)}
		}
	}
	all := make([]int, bot.Partitions)
	for n := range all {
		all[n] = n
	}
	return all
}

// decodeCase reads a field of a case; ok is unset when it is not there.
func decodeCase(number string, reply *redis.SliceCmd) (f bot.CaseFile, ok bool, err error) {
	body, ok := reply.Val()[0].(string)
	if !ok {
		return f, false, nil
	}
	if err := decode(body, &f); err != nil {
		return f, false, fmt.Errorf("queue: case %s cannot be decoded: %w", number, err)
	}
	return f, true, nil
}
