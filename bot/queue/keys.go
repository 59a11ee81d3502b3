package queue

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/tillmate/tillmate/bot"
)

// Every key, with what bounds it. tm is [Options.Prefix]; {pNN} is the hash
// tag that puts the keys of a partition into one slot of a Redis Cluster.
//
//	tm:{pNN}:in             stream: updates that are open. Never trimmed and
//	                        never expires, for its last id must be kept; the
//	                        intake stops when it is long ([Queue.Backlog])
//	tm:{pNN}:out            stream: deliveries that are open. As in
//	tm:{pNN}:dead           stream: dead letters. The newest deadMost of them,
//	                        none older than deadLife
//	tm:{pNN}:seen:<id>>16>  bitmap: updates that were put, 8 KiB at most. Ends
//	                        seenLife after the last of them
//	tm:{pNN}:used:<user>    counter: events of a user in the window of the
//	                        budget. Ends with the window
//	tm:{pNN}:c:<chat>       hash: v version, e what the last commit handled,
//	                        s data. Ends [Options.Expiry] after the last commit
//	tm:{pNN}:due            sorted set: timers. One a chat at most
//	tm:{pNN}:tries          hash: tries of open entries. Removed with the entry
//	tm:{pNN}:case:<case>    hash: h what lists show of a case, f all of it. Ends
//	                        [Options.CaseLife] after its last change
//	tm:{pNN}:cases          sorted set: cases by opening time. None opened longer
//	                        than CaseLife ago; ends CaseLife after the last change
//	tm:{pNN}:open           sorted set: cases that are with the team, by their
//	                        last change. None longer ago than CaseLife; ends so
//	tm:{pNN}:waiting        sorted set: those of open that nobody owns yet. As
//	                        open
//	tm:{pNN}:day:<date>     hash: counts of a day in UTC, by name. Ends dayLife
//	                        after the last of them
//	tm:{pNN}:gaps           stream: what the knowledge lacks. The newest gapsMost,
//	                        none older than gapsLife
//	tm:{pNN}:own            hash: owner, expiry, fence, counted, commits. Never
//	                        expires, for the fence must grow; 16 of them
//	tm:lead:<name>          hash: the lease of a leader, as own. One a name
//	tm:members              sorted set: who shares the partitions. Ends
//	                        leaseTime after the last of them is gone
//	tm:number               counter: the last number of a case. Never expires
//	tm:at:<group>:<id>>7>   hash: whose case the messages and topics (t before
//	                        them) of a group are about, 256 at most. Ends
//	                        placeLife after its last use
//	tm:moved                hash: groups of the team by their old id. One a
//	                        group that became a supergroup; never expires
//	tm:{content}:published  list: publications of content, JSON, latest first.
//	                        [bundle.Keep] of them; never expires
//	tm:{content}:bundles    hash: their bundles by name, each
//	                        [bundle.MaxPacked] at most; never expires
//	tm:{content}:draft      hash: what editors changed and did not publish yet:
//	                        of every file e:<path> who and when, JSON, and
//	                        t:<path> its text. [bundle.MaxDraft] at most; never
//	                        expires
//	tm:{page}:link:<hash>   string: who may sign in to the team's page by a link,
//	                        by the SHA-256 of its token. Ends in ten minutes, or
//	                        when it is used
//	tm:{page}:session:<hash>  string: who is signed in there, by the SHA-256 of
//	                        the cookie. Ends in twelve hours, or with signing out
//	rate:tm:group:<chat>    string: what is left of a group's budget. Ends when
//	                        the budget is whole again, within a minute
const (
	deadMost = 5_000
	deadLife = 30 * 24 * time.Hour
	// seenLife is twice what the messenger keeps an update for.
	seenLife = 48 * time.Hour
	dayLife  = 400 * 24 * time.Hour
	gapsMost = 2_000
	gapsLife = 120 * 24 * time.Hour
	// placeLife is longer than anybody goes back in a group to answer.
	placeLife = 365 * 24 * time.Hour
)

// PartitionOf gives the partition of a chat: FNV-1a of its decimal id. It is
// fixed for ever, as [bot.Partitions] is.
func PartitionOf(chat int64) int {
	h := fnv.New64a()
	_, _ = h.Write(strconv.AppendInt(nil, chat, 10))
	return int(h.Sum64() % bot.Partitions)
}

// keys names the keys under a prefix.
type keys string

func (k keys) part(n int, name string) string {
	return fmt.Sprintf("%s:{p%02d}:%s", string(k), n, name)
}

func (k keys) in(n int) string      { return k.part(n, "in") }
func (k keys) out(n int) string     { return k.part(n, "out") }
func (k keys) dead(n int) string    { return k.part(n, "dead") }
func (k keys) due(n int) string     { return k.part(n, "due") }
func (k keys) tries(n int) string   { return k.part(n, "tries") }
func (k keys) own(n int) string     { return k.part(n, "own") }
func (k keys) cases(n int) string   { return k.part(n, "cases") }
func (k keys) open(n int) string    { return k.part(n, "open") }
func (k keys) waiting(n int) string { return k.part(n, "waiting") }
func (k keys) gaps(n int) string    { return k.part(n, "gaps") }

func (k keys) file(n int, number string) string { return k.part(n, "case:"+number) }

func (k keys) day(n int, at time.Time) string {
	return k.part(n, "day:"+at.UTC().Format(time.DateOnly))
}

func (k keys) seen(n int, update int64) string {
	return k.part(n, "seen:"+strconv.FormatInt(update>>16, 10))
}

// seenBit is the place of an update in its bitmap.
func seenBit(update int64) int64 { return update & 0xffff }

func (k keys) used(n int, user int64) string {
	return k.part(n, "used:"+strconv.FormatInt(user, 10))
}

func (k keys) record(n int, chat int64) string {
	return k.part(n, "c:"+strconv.FormatInt(chat, 10))
}

func (k keys) lead(name string) string { return string(k) + ":lead:" + name }
func (k keys) members() string         { return string(k) + ":members" }
func (k keys) moved() string           { return string(k) + ":moved" }
func (k keys) number() string          { return string(k) + ":number" }

// places holds a message or a topic of a group among its neighbours.
func (k keys) places(group, id int64) string {
	return fmt.Sprintf("%s:at:%d:%d", string(k), group, id>>7)
}

// The braces put the bundles and what is published into one slot of a Redis
// Cluster.
func (k keys) published() string { return string(k) + ":{content}:published" }
func (k keys) bundles() string   { return string(k) + ":{content}:bundles" }
func (k keys) draft() string     { return string(k) + ":{content}:draft" }

// The braces put both into one slot, for one becomes the other.
func (k keys) link(hash string) string    { return string(k) + ":{page}:link:" + hash }
func (k keys) session(hash string) string { return string(k) + ":{page}:session:" + hash }

// group is what redis_rate is given; it puts "rate:" before it.
func (k keys) group(chat int64) string {
	return string(k) + ":group:" + strconv.FormatInt(chat, 10)
}
