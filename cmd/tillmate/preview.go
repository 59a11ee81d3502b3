package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/hanzi"
)

// previewLang is what a preview is shown in.
type previewLang struct {
	lang        knowledge.Lang
	traditional bool
}

// readPreviewLang reads zh, en or zh-hant.
func readPreviewLang(s string) (previewLang, error) {
	switch strings.ToLower(s) {
	case "", "zh":
		return previewLang{lang: knowledge.Chinese}, nil
	case "zh-hant":
		return previewLang{knowledge.Chinese, true}, nil
	case "en":
		return previewLang{lang: knowledge.English}, nil
	}
	return previewLang{}, usage(fmt.Errorf("--lang %s: write zh, zh-hant or en", s))
}

// show converts a text as merchants read it.
func (l previewLang) show(text string) string {
	if l.traditional {
		return hanzi.ToTraditional(text)
	}
	return text
}

func (a *app) previewCommand() *cobra.Command {
	var lang, cause string
	cmd := &cobra.Command{
		Use:   "preview SLUG",
		Short: "Show an article as merchants see it in the chat",
		Long: "Show what merchants with each cause of an article are told, and its questions, with their buttons. Every\n" +
			"text is followed by its length and by what fits.",
		Example: "  tillmate preview printer_paper --knowledge ./articles\n" +
			"  tillmate preview printer_paper --lang zh-hant --cause cover_open",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeSlugs,
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := readPreviewLang(lang)
			if err != nil {
				return err
			}
			return a.preview(cmd.Context(), args[0], cause, in)
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "zh", "the language: zh, zh-hant or en")
	cmd.Flags().StringVar(&cause, "cause", "", "show this cause alone")
	return cmd
}

// preview shows an article.
func (a *app) preview(ctx context.Context, slug, cause string, lang previewLang) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	files, err := content(config)
	if err != nil {
		return err
	}
	base, findings := knowledge.Load(files)
	p := base.Problem(slug)
	if p == nil {
		return failed(noArticle(slug, files))
	}
	if len(p.Causes) == 0 {
		return badConfig(fmt.Errorf("the article has no causes yet; %d mistakes in all (run 'tillmate check')", knowledge.Errors(findings)))
	}
	only, err := onlyOf(files, slug)
	if err != nil {
		return err
	}
	w := &previewWriter{out: a.stdout, lang: lang}
	w.heading(p.Title.In(lang.lang), limitTitle)
	shown := 0
	for i := range p.Causes {
		if cause != "" && p.Causes[i].ID != cause {
			continue
		}
		shown++
		v, err := newPreviewer(only, p.Causes[i].ID, lang)
		if err != nil {
			return err
		}
		effect, err := v.advice(ctx)
		if err != nil {
			return failed(fmt.Errorf("%s: %w", p.Causes[i].ID, err))
		}
		w.cause(v, &p.Causes[i], effect)
	}
	if shown == 0 {
		return failed(fmt.Errorf("%s has no cause %q", slug, cause))
	}
	return w.questions(base, p)
}

// previewWriter draws a preview.
type previewWriter struct {
	out  io.Writer
	lang previewLang
}

func (w *previewWriter) line(format string, args ...any) { fmt.Fprintf(w.out, format+"\n", args...) }

// heading writes the title.
func (w *previewWriter) heading(title string, limit textLimit) {
	w.line("%s   %s", w.lang.show(title), w.size(title, limit))
}

// size writes how long a text is, of what fits.
func (w *previewWriter) size(text string, limit textLimit) string {
	n, most := textLength(text, w.lang.lang), limit.in(w.lang.lang)
	mark := ""
	if n > most {
		mark = " too long"
	}
	return fmt.Sprintf("(%d/%d%s)", n, most, mark)
}

// cause draws what merchants with a cause are told.
func (w *previewWriter) cause(v *previewer, cause *knowledge.Cause, effect conversation.Effect) {
	w.line("\n── %s → %s ──", cause.ID, cause.Route)
	shown, most := v.shown(effect), limitAdvice.in(w.lang.lang)
	w.line("%s", shown.Text)
	w.buttons(shown.Buttons)
	w.line("%d/%d characters", utf8.RuneCountInString(shown.Text), most)
	for i, step := range cause.Steps.In(w.lang.lang) {
		w.line("  step %d %s", i+1, w.size(step, limitStep))
	}
	if tell := cause.Tell.In(w.lang.lang); tell != "" {
		w.line("  tell %s", w.size(tell, limitTell))
	}
}

// buttons draws rows of buttons.
func (w *previewWriter) buttons(rows [][]string) {
	for _, row := range rows {
		w.line("[ %s ]", strings.Join(row, " ] [ "))
	}
}

// questions draws the questions that bear on the article.
func (w *previewWriter) questions(base *knowledge.Base, p *knowledge.Problem) error {
	phrases, err := messages.New()
	if err != nil {
		return failed(err)
	}
	w.line("\n── questions ──")
	for i := range base.Questions {
		q := &base.Questions[i]
		bears := p.Asks(q.ID) || len(p.Expects[q.ID]) > 0 ||
			slices.ContainsFunc(p.Causes, func(c knowledge.Cause) bool { return len(c.Expects[q.ID]) > 0 })
		if !bears {
			continue
		}
		text := q.Text.In(w.lang.lang)
		w.line("\n%s   %s %s", w.lang.show(text), q.ID, w.size(text, limitQuestion))
		var answers []conversation.Choice
		for _, x := range q.Answers {
			label := x.Label.In(w.lang.lang)
			if textLength(label, w.lang.lang) > limitLabel.in(w.lang.lang) {
				label += " " + w.size(label, limitLabel)
			}
			answers = append(answers, conversation.Choice{ID: x.ID, Label: w.lang.show(label)})
		}
		unsure := phrases.Say(w.lang.lang, conversation.PhraseUnsure, nil)
		w.buttons(buttonRows(append(answers, conversation.Choice{Label: w.lang.show(unsure)})))
	}
	return nil
}
