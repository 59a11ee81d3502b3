// Package queue keeps the contracts [bot.Inbox], [bot.Partition], [bot.Cases]
// and [bot.Directory] on Redis: one server, Sentinel or Cluster.
//
// What it guarantees, whatever is killed, frozen or cut off:
//
//   - An update that was put is stored once, however often it is put, and stays
//     until a commit has handled it. The in stream itself is the list of what
//     is open; there are no consumer groups and nothing is ever trimmed from
//     the in and out streams.
//   - A turn is stored wholly, once, or not at all, and only by the owner of the
//     partition: every write of an owner tests its fence in the same script.
//   - A partition has one owner at a time. A lease ends here before Redis can
//     give it away; a killed owner is replaced within 2.5 s, one that stopped
//     within a second.
//   - Every script can be repeated: an answer that was lost costs nothing.
//
// What is acknowledged is as durable as Redis is told to be: appendfsync always
// loses nothing when a server dies; with replicas, [Server.Wait] says how many
// must have a write before it is acknowledged.
//
// The package knows what is in a stream and what is in a record's key, not what
// the data of a record means. It must not know Telegram or the dialogue.
package queue
