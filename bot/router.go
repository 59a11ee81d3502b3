package bot

import (
	"context"
	"fmt"
	"slices"
)

// Router is an [Inbox] that finds out whose case it is about what somebody did
// in a group of the team. What belongs to no case stays the group's own.
type Router struct {
	Inbox     Inbox
	Directory Directory
}

// Put takes updates in; see [Inbox].
func (r *Router) Put(ctx context.Context, updates []Update) error {
	routed := slices.Clone(updates)
	for i := range routed {
		if err := r.route(ctx, &routed[i]); err != nil {
			return err
		}
	}
	return r.Inbox.Put(ctx, routed)
}

// route gives an update to the merchant whose case it is about. Its message is
// about the same case from then on: so its edits and the answers to it find
// the case too.
func (r *Router) route(ctx context.Context, u *Update) error {
	if u.Kind != FromTeam || u.Team == nil || u.Team.Group == 0 || u.Chat != u.Team.Group {
		return nil
	}
	var messages []int64
	for _, m := range []int64{u.Reply, u.Message} {
		if m != 0 {
			messages = append(messages, m)
		}
	}
	if len(messages) == 0 && u.Team.Thread == 0 {
		return nil
	}
	chat, err := r.Directory.Find(ctx, u.Team.Group, messages, u.Team.Thread)
	if err != nil {
		return fmt.Errorf("find the case of a message in group %d: %w", u.Team.Group, err)
	}
	if chat == 0 {
		return nil
	}
	u.Chat = chat
	if u.Message == 0 || u.Callback != "" { // what has a button is ours and known
		return nil
	}
	if err := r.Directory.Note(ctx, u.Team.Group, []int64{u.Message}, 0, chat); err != nil {
		return fmt.Errorf("note the case of a message in group %d: %w", u.Team.Group, err)
	}
	return nil
}
