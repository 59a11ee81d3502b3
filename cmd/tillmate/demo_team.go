package main

import (
	"log/slog"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/bot/web"
	"github.com/tillmate/tillmate/conversation/handoff"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
)

// demoSeats are the people of the demo's support team: nobody signs in, the
// visitor is each of them at an address of its own.
func demoSeats() []web.Seat {
	return []web.Seat{
		{ID: 1, Name: knowledge.Text{ZH: "演示客服", EN: "Demo agent"}, Role: web.RoleAgent},
		{ID: 2, Name: knowledge.Text{ZH: "演示主管", EN: "Demo lead"}, Role: web.RoleAdmin},
	}
}

// demoGroup is the group of the team that the page pretends there is.
const demoGroup = -1

// demoReplies are canned replies to try.
func demoReplies() []handoff.Reply {
	return []handoff.Reply{
		{ID: "photo", Title: knowledge.Text{ZH: "要照片", EN: "Ask for a photo"}, Text: knowledge.Text{
			ZH: "请拍一下机器屏幕和小票发过来（编号 {case}）。", EN: "Please send a photo of the screen and the slip (case {case}).",
		}},
		{ID: "wait", Title: knowledge.Text{ZH: "正在查", EN: "Looking into it"}, Text: knowledge.Text{
			ZH: "正在查，这期间请先不要再刷同一张卡。", EN: "We are looking into it. Please do not run the same card again meanwhile.",
		}},
		{ID: "terminal", Title: knowledge.Text{ZH: "终端先别用", EN: "Leave the terminal alone"}, Text: knowledge.Text{
			ZH: "终端 {terminal} 请先不要用，处理好会告诉您。", EN: "Please do not use terminal {terminal} until we tell you.",
		}},
	}
}

// demoDesk gives the support team of the demo.
func demoDesk(q *queue.Queue) (*bot.Desk, error) {
	phrases, err := messages.New()
	if err != nil {
		return nil, failed(err)
	}
	rules := handoff.Defaults(phrases)
	rules.Desks = append(rules.Desks, handoff.Desk{ID: "provider", Name: knowledge.Text{ZH: "收单机构组", EN: "Provider desk"}})
	rules.Canned = demoReplies()
	roles := map[int64]handoff.Role{}
	for _, s := range demoSeats() {
		roles[s.ID] = s.Role.Desk()
	}
	return &bot.Desk{
		Rules: rules, Groups: map[string]int64{rules.Desks[0].ID: demoGroup}, Cases: q,
		Role: func(user int64) handoff.Role { return roles[user] },
	}, nil
}

// demoTeam gives the support team's page.
func demoTeam(content *editions, q *queue.Queue, desk *bot.Desk, log *slog.Logger) *web.Team {
	return web.NewTeam(web.TeamOptions{
		Cases: pageCases{q}, Figures: pageFigures{q}, Inbox: q, Rules: desk.Rules, Demo: demoSeats(), Log: log,
		Base: func() *knowledge.Base { return content.current.Load().base },
	})
}
