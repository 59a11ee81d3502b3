package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// adoption is the change of one article.
type adoption struct {
	edit    *fileEdit
	lessons []insight.Lesson
}

// adopt writes the words that clearly differ into the articles of a folder,
// unless the latest cases are explained worse with them. What stands with a
// problem or a question counts for other causes too, and is left to an editor,
// as is a place that is written in an unusual way.
func (a *app) adopt(folder string, lessons []insight.Lesson, cases []insight.Case) error {
	base, err := loadFolder(folder)
	if err != nil {
		return err
	}
	var all []adoption
	adopted, left := 0, 0
	for i := range base.Problems {
		p := &base.Problems[i]
		var mine []insight.Lesson
		for _, l := range lessons {
			switch {
			case l.Problem != p.Slug || l.Better == "":
			case l.From == insight.FromCause:
				mine = append(mine, l)
			default:
				left++
			}
		}
		if len(mine) == 0 {
			continue
		}
		x, err := a.adoptIn(folder, p, mine)
		if err != nil {
			return err
		}
		all = append(all, x)
		adopted += len(x.lessons)
		left += len(mine) - len(x.lessons)
	}
	if err := a.replayCases(folder, base, all, cases); err != nil {
		return err
	}
	for _, x := range all {
		if err := a.write(x); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stderr, "Adopted: %d. Left to an editor: %d.\n", adopted, left)
	if adopted > 0 {
		fmt.Fprintf(a.stderr, "Look at the change, then publish it with: tillmate reindex %s\n", folder)
	}
	return nil
}

// adoptIn prepares the change of one article. Nothing is written yet.
func (a *app) adoptIn(folder string, p *knowledge.Problem, lessons []insight.Lesson) (adoption, error) {
	edit, err := openEdit(folder, p.At().File)
	if err != nil {
		return adoption{}, err
	}
	x := adoption{edit: edit}
	for _, l := range lessons {
		cause := "causes/" + strconv.Itoa(causePlace(p, l.Cause))
		var err error
		if l.Question != "" {
			err = edit.replaceWord(l.Word, l.Better, cause+"/expects", l.Question, l.Answer)
		} else {
			err = edit.replaceWord(l.Word, l.Better, cause+"/commonness")
		}
		switch {
		case errors.Is(err, errByHand):
			fmt.Fprintf(a.stderr, "%v: %s\n", err, l.Better)
		case err != nil:
			return adoption{}, failed(err)
		default:
			x.lessons = append(x.lessons, l)
		}
	}
	return x, nil
}

// replayCases refuses changes with which the latest cases are explained worse.
func (a *app) replayCases(folder string, written *knowledge.Base, all []adoption, cases []insight.Case) error {
	changed, err := loadFolder(folder)
	if err != nil {
		return err
	}
	for _, x := range all {
		for _, l := range x.lessons {
			reword(changed.Problem(l.Problem), l)
		}
	}
	before, err := insight.Replay(written, cases)
	if err != nil {
		return badConfig(err)
	}
	after, err := insight.Replay(changed, cases)
	if err != nil {
		return badConfig(err)
	}
	line := fmt.Sprintf("Replayed %d cases: the right route in %d, before in %d; a mean surprise of %.3f nats, before %.3f.",
		after.Cases, after.Right, before.Right, after.Surprise, before.Surprise)
	if after.Worse(before) {
		return failed(fmt.Errorf("nothing was adopted, it would make the latest cases worse: %s "+
			"Adopt one article at a time with --problem, or change the words by hand", line))
	}
	fmt.Fprintln(a.stderr, line)
	return nil
}

// write writes the change of an article and shows it.
func (a *app) write(x adoption) error {
	if len(x.lessons) == 0 {
		return nil
	}
	if err := x.edit.save(); err != nil {
		return failed(err)
	}
	x.edit.writeDiff(a.stdout)
	return nil
}

// reword changes the word of a lesson.
func reword(p *knowledge.Problem, l insight.Lesson) {
	c := p.Cause(l.Cause)
	if l.Question == "" {
		c.Commonness = knowledge.Commonness(l.Better)
		return
	}
	c.Expects[l.Question][l.Answer] = knowledge.Word(l.Better)
}

func causePlace(p *knowledge.Problem, id string) int {
	for i := range p.Causes {
		if p.Causes[i].ID == id {
			return i
		}
	}
	return -1
}
