package web

import (
	"net/http"
	"strings"
	"testing"
)

// FuzzEdit sends anything to any handler of the editors' pages: what is not
// refused stays within them, and no typed markup comes back as markup.
func FuzzEdit(f *testing.F) {
	team, _ := office(f, &shelf{})
	w := newWriting(f)
	w.lenient = true // the check is not what is tried
	site, err := newSite(Options{Team: team, Editing: w, Log: discard()})
	if err != nil {
		f.Fatal(err)
	}
	h := site.handler()
	token := csrf(team.secret, editBase)
	for _, path := range []string{"/edit", "/edit/f/problems/printer_paper.yaml", "/edit/f/codes.yaml", "/edit/f/problems/x.yaml", "/edit/new", "/edit/try", "/edit/publish", "/edit/publish/progress", "/edit/gaps"} {
		f.Add("GET", path, "slug=a&saved", "")
	}
	f.Add("POST", "/edit/save/problems/x.yaml", "", "csrf=TOKEN&text=%3Cxyzzy%3E&version=1")
	const fields = "csrf=TOKEN&view=form&version=1&text=slug%3A+x%0Acauses%3A%0A++-+id%3A+y%0A"
	for _, sent := range []string{
		"", "&f.slug=%3Cxyzzy%3E&f.title/zh=a%0D%0Ab", "&do=more:causes&f.causes=&f.causes=0&f.causes=1&f.causes/1/id=%3Cxyzzy%3E", "&do=remove:causes/0&f.causes=0",
		"&f.expects/0=%3Cxyzzy%3E&f.expects/1=no&f.expects/2=", "&do=more:%3Cxyzzy%3E", "&f.nothing=1", "&do=remove:", "&f.codes=05&f.codes=",
	} {
		f.Add("POST", "/edit/save/problems/x.yaml", "", fields+sent)
	}
	f.Add("GET", "/edit/f/problems/printer_paper.yaml", "view=yaml&more=causes", "")
	f.Add("GET", "/edit/f/problems/printer_paper.yaml", "more=causes&saved", "")
	f.Add("POST", "/edit/discard/problems/x.yaml", "", "csrf=TOKEN&version=1")
	f.Add("POST", "/edit/remove/problems/wrong_pin.yaml", "", "csrf=TOKEN&version=1")
	f.Add("POST", "/edit/try/text", "", "csrf=TOKEN&text=%3Cxyzzy%3E")
	f.Add("POST", "/edit/publish/do", "", "csrf=TOKEN&do=publish&accept=a&why=%3Cxyzzy%3E")
	f.Add("POST", "/edit/gaps/add", "", "csrf=TOKEN&gap=aa&slug=printer_paper&words=%3Cxyzzy%3E")
	f.Add("POST", "/edit/gaps/add", "", "csrf=TOKEN&gap=aa&slug=printer_paper&words=4111+1111+1111+1111")
	f.Add("POST", "/edit/gaps/write", "", "csrf=TOKEN&gap=bb&slug=printer_paper&words=%3Cxyzzy%3E")
	f.Add("POST", "/edit/rollback", "", "csrf=TOKEN&serial=1")
	f.Add("POST", "/edit/language", "", "csrf=TOKEN&language=zh")
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		if !strings.HasPrefix(path, editBase) {
			return
		}
		clearLimits(team)
		rec, ok := answered(t, h, method, path, query, strings.ReplaceAll(body, "TOKEN", token))
		if !ok {
			return
		}
		if to := rec.Header().Get("Location"); rec.Code == http.StatusSeeOther && !strings.HasPrefix(to, editBase) {
			t.Errorf("%s %s leads to %s", method, path, to)
		}
		if strings.Contains(rec.Body.String(), "<xyzzy") {
			t.Errorf("%s %s gives typed markup back", method, path)
		}
	})
}
