package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/bot/queue"
	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
)

// checkTime is how long one look at Redis or Telegram may take.
const checkTime = 10 * time.Second

// finding is one thing the doctor looked at.
type finding struct {
	What    string `json:"what"`
	Problem string `json:"problem,omitempty"` // "" is well
	Note    string `json:"note,omitempty"`
	Serious bool   `json:"serious"` // it cannot serve with this
}

func (a *app) doctorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "doctor",
		Short:   "Look whether everything that serving needs is well",
		Long:    "doctor looks at the configuration, the knowledge, Redis and Telegram, changes nothing, and says\nwhat is wrong and how to mend it. It fails when serving would, and when a group of the team is\nout of the bot's reach.",
		Example: "  tillmate doctor\n  tillmate doctor --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			findings := a.examine(cmd.Context())
			serious := false
			for _, f := range findings {
				serious = serious || f.Serious
				if a.json {
					writeJSON(a.stdout, f)
					continue
				}
				writeFinding(a.stdout, f)
			}
			if serious {
				return exitSilently(exitFailed)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "one JSON object a finding")
	return cmd
}

func writeFinding(w io.Writer, f finding) {
	mark := "ok   "
	switch {
	case f.Serious:
		mark = "WRONG"
	case f.Problem != "":
		mark = "warn "
	}
	line := mark + "  " + f.What
	if f.Note != "" {
		line += ": " + f.Note
	}
	if f.Problem != "" {
		line += ": " + f.Problem
	}
	fmt.Fprintln(w, line)
}

// examine looks at everything, from the inside out.
func (a *app) examine(ctx context.Context) []finding {
	config, err := a.configFor(true)
	if err != nil {
		mistakes, ok := errors.AsType[configs.Mistakes](err)
		if !ok {
			return []finding{{What: "configuration", Problem: err.Error(), Serious: true}}
		}
		var out []finding
		for _, m := range mistakes {
			out = append(out, finding{What: "configuration", Problem: m.String(), Serious: true})
		}
		return out
	}
	out := []finding{{What: "configuration"}, examineKnowledge(config)}
	out = append(out, a.examineRedis(ctx, config)...)
	out = append(out, examineTelegram(ctx, config)...)
	out = append(out, examineTeam(config.Team, time.Now())...)
	return append(out, examinePage(config)...)
}

func examineKnowledge(config configs.Config) finding {
	f := finding{What: "knowledge"}
	fsys, err := content(config)
	if err != nil {
		f.Problem, f.Serious = err.Error(), true
		return f
	}
	loaded, findings := knowledge.Load(fsys)
	if n := knowledge.Errors(findings); n > 0 {
		f.Problem, f.Serious = fmt.Sprintf("%d mistakes: run 'tillmate check'", n), true
		return f
	}
	f.Note = fmt.Sprintf("%d problems", len(loaded.Problems))
	return f
}

func (a *app) examineRedis(ctx context.Context, config configs.Config) []finding {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	log := newLog(io.Discard, config.Log)
	server, _, err := a.server(ctx, config, false, log)
	if err != nil {
		return []finding{{What: "redis", Problem: err.Error(), Serious: true}}
	}
	q, err := dial(config, server, log)
	if err != nil {
		return []finding{{What: "redis", Problem: err.Error(), Serious: true}}
	}
	defer q.Close()
	nodes, err := q.Check(ctx)
	if err != nil {
		return []finding{{What: "redis", Problem: err.Error(), Serious: true}}
	}
	var out []finding
	for _, n := range nodes {
		out = append(out, finding{What: "redis " + n.Address, Note: "version " + n.Version})
		for _, p := range n.Problems() {
			out = append(out, finding{What: "redis " + n.Address, Problem: p})
		}
	}
	backlog, err := q.Backlog(ctx)
	if err != nil {
		return append(out, finding{What: "queues", Problem: err.Error(), Serious: true})
	}
	return append(out, examineBacklog(backlog))
}

func examineBacklog(b queue.Backlog) finding {
	f := finding{What: "queues", Note: fmt.Sprintf("%d updates wait, %d deliveries wait, %d timers", b.In, b.Out, b.Due)}
	if b.Dead > 0 {
		f.Problem = fmt.Sprintf("%d dead letters: see 'tillmate dead list'", b.Dead)
	}
	return f
}
