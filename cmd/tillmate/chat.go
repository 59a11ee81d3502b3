package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

func (a *app) chatCommand() *cobra.Command {
	var explain bool
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk to tillmate in the terminal",
		Long: "Talk to tillmate as a merchant would on Telegram. Type anything; choose an answer by its\n" +
			"number or in words. " + commands + " also work.",
		Example: "  tillmate chat\n" +
			"  echo '刷卡显示请与银行联系' | tillmate chat\n" +
			"  tillmate chat --explain            show what it believes, and why it asks\n" +
			"  tillmate chat --json               for programs: one JSON object a line",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer p.index.Close()
			c := &chat{parts: p, out: a.stdout, explain: explain, lang: p.config.Lang}
			c.reset()
			if a.json {
				return c.runJSON(cmd.Context(), a.stdin)
			}
			return c.run(cmd.Context(), a.stdin)
		},
	}
	cmd.Flags().BoolVar(&explain, "explain", false, "after each turn show the belief, the facts and the value of each question")
	cmd.Flags().BoolVar(&a.json, "json", false, "speak JSON lines instead of text")
	cmd.Flags().StringVar(&a.flags.Lang, "lang", "", "fix the language: zh or en (default: follow the merchant)")
	return cmd
}

// commands are what may be typed beside words.
const commands = "/back, /restart, /human, /lang zh|zh-Hant|en|auto, /edit N TEXT, /start, /help, /quit"

// chat is one merchant's conversation in the terminal.
type chat struct {
	*parts
	out     io.Writer
	explain bool
	lang    knowledge.Lang
	state   conversation.State
	buttons []conversation.Choice // shown last, in order
}

// reset begins a new merchant.
func (c *chat) reset() {
	c.state = conversation.State{Lang: c.lang, LangFixed: c.lang != ""}
	c.buttons = nil
}

// turn runs one event.
func (c *chat) turn(ctx context.Context, ev conversation.Event) ([]conversation.Effect, error) {
	ev.At = time.Now()
	state, effects, err := c.engine.Turn(ctx, c.index, c.state, ev)
	if err != nil {
		return nil, failed(err)
	}
	c.state = state
	return effects, nil
}

// run talks in plain lines, so that it works in a pipe as well.
func (c *chat) run(ctx context.Context, in io.Reader) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := readLines(ctx, in)
	c.prompt()
	for {
		select {
		case <-ctx.Done():
			fmt.Fprintln(c.out)
			return nil
		case line := <-lines:
			last := errors.Is(line.err, io.EOF)
			if line.err != nil && !last {
				return failed(fmt.Errorf("read what you typed: %w", line.err))
			}
			text := strings.TrimRight(string(line.text), "\r\n")
			if strings.TrimSpace(text) != "" {
				quit, err := c.line(ctx, text)
				if quit || err != nil {
					return err
				}
				c.prompt()
			}
			if last {
				fmt.Fprintln(c.out)
				return nil
			}
		}
	}
}

func (c *chat) prompt() { fmt.Fprint(c.out, "> ") }

// line handles one typed line; quit is set when the talk is over.
func (c *chat) line(ctx context.Context, text string) (quit bool, err error) {
	ev, note, quit := c.event(text)
	if quit {
		return true, nil
	}
	if note != "" {
		fmt.Fprintln(c.out, note)
		return false, nil
	}
	effects, err := c.turn(ctx, ev)
	if err != nil {
		return false, err
	}
	c.show(effects)
	if ev.Kind == conversation.EventHelp {
		fmt.Fprintln(c.out, "\n"+commands)
	}
	if c.explain {
		c.showBelief()
	}
	return false, nil
}

// event understands a typed line: a command, the number of a button, or words.
func (c *chat) event(text string) (ev conversation.Event, note string, quit bool) {
	command, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	switch command {
	case "/quit", "/exit":
		return ev, "", true
	case "/back", "/restart", "/human":
		return conversation.Event{Kind: conversation.EventPress, Press: command[1:]}, "", false
	case "/lang":
		return conversation.Event{Kind: conversation.EventLanguage, Language: strings.TrimSpace(rest)}, "", false
	case "/edit":
		number, words, _ := strings.Cut(strings.TrimSpace(rest), " ")
		n, err := strconv.Atoi(number)
		if err != nil || words == "" {
			return ev, "Write /edit, the number of your message and the new text: /edit 1 刷卡显示91", false
		}
		return conversation.Event{Kind: conversation.EventEdit, Of: n, Text: words}, "", false
	case "/start":
		return conversation.Event{Kind: conversation.EventStart, Terminal: strings.TrimSpace(rest)}, "", false
	case "/help":
		return conversation.Event{Kind: conversation.EventHelp}, "", false
	}
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && len(strings.TrimSpace(text)) == 1 &&
		n >= 1 && n <= len(c.buttons) {
		return conversation.Event{Kind: conversation.EventPress, Press: c.buttons[n-1].ID}, "", false
	}
	return conversation.Event{Kind: conversation.EventText, Text: text}, "", false
}

// show prints the effects as a merchant reads them. The buttons shown last keep
// their numbers as long as they may be pressed.
func (c *chat) show(effects []conversation.Effect) {
	if c.state.Phase != conversation.Asking && c.state.Phase != conversation.Advised {
		c.buttons = nil
	}
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Message:
			fmt.Fprintln(c.out, e.Text)
			if len(e.Answers) > 0 {
				c.showButtons(e.Answers)
			}
		case conversation.Question:
			fmt.Fprintln(c.out, e.Text)
			c.showButtons(e.Answers)
		case conversation.Recommendation:
			fmt.Fprintln(c.out, e.Text)
			c.showButtons(e.Answers)
		case conversation.Handoff:
			fmt.Fprintln(c.out, e.Text)
			fmt.Fprintln(c.out, "\n┄┄┄")
			fmt.Fprintln(c.out, e.Summary)
			fmt.Fprintln(c.out, "┄┄┄")
		case conversation.Closed:
			fmt.Fprintln(c.out, e.Text)
		}
	}
}

func (c *chat) showButtons(answers []conversation.Choice) {
	c.buttons = answers
	for i, b := range answers {
		fmt.Fprintf(c.out, "  %d) %s\n", i+1, b.Label)
	}
}
