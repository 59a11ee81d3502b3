package knowledge

import "testing"

func TestArticleOf(t *testing.T) {
	for file, want := range map[string]string{
		"problems/printer_paper.yaml": "printer_paper", "problems/a1.yaml": "a1",
		"problems/1a.yaml": "", "problems/A.yaml": "", "problems/.yaml": "", "problems/a.yml": "", "problems/a-b.yaml": "",
		"problems/x/a.yaml": "", "questions/a.yaml": "", "a.yaml": "", "problems": "", "": "",
	} {
		got := ArticleOf(file)
		if got != want {
			t.Errorf("ArticleOf(%q) = %q, want %q", file, got, want)
		}
		if got != "" && ArticleFile(got) != file {
			t.Errorf("the file of %s is %s, not %s", got, ArticleFile(got), file)
		}
	}
}
