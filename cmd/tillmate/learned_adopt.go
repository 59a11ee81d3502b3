package main

import (
	"errors"
	"fmt"

	"github.com/tillmate/tillmate/conversation/insight"
	"github.com/tillmate/tillmate/knowledge"
)

// adopt writes the words that clearly differ into the articles of a folder.
// What stands with a problem or a question counts for other causes too, and is
// left to an editor, as is a place that is written in an unusual way.
func (a *app) adopt(folder string, lessons []insight.Lesson) error {
	base, err := loadFolder(folder)
	if err != nil {
		return err
	}
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
		n, err := a.adoptIn(folder, p, mine)
		if err != nil {
			return err
		}
		adopted += n
		left += len(mine) - n
	}
	fmt.Fprintf(a.stderr, "Adopted: %d. Left to an editor: %d.\n", adopted, left)
	if adopted > 0 {
		fmt.Fprintf(a.stderr, "Look at the change, then publish it with: tillmate reindex %s\n", folder)
	}
	return nil
}

// adoptIn changes the words of one article, and gives how many.
func (a *app) adoptIn(folder string, p *knowledge.Problem, lessons []insight.Lesson) (int, error) {
	edit, err := openEdit(folder, p.At().File)
	if err != nil {
		return 0, err
	}
	var done []insight.Lesson
	for _, l := range lessons {
		path := []any{"causes", causePlace(p, l.Cause), "commonness"}
		if l.Question != "" {
			path = []any{"causes", causePlace(p, l.Cause), "expects", l.Question, l.Answer}
		}
		err := edit.replaceWord(l.Word, l.Better, path...)
		switch {
		case errors.Is(err, errByHand):
			fmt.Fprintf(a.stderr, "%v: %s\n", err, l.Better)
		case err != nil:
			return 0, failed(err)
		default:
			done = append(done, l)
		}
	}
	if len(done) == 0 {
		return 0, nil
	}
	err = edit.save(func(p *knowledge.Problem) {
		for _, l := range done {
			reword(p, l)
		}
	})
	if err != nil {
		return 0, failed(err)
	}
	edit.writeDiff(a.stdout)
	return len(done), nil
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
