package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tillmate/tillmate/knowledge"
	forms "github.com/tillmate/tillmate/knowledge/form"
)

// The views of a file.
const (
	viewForm = "form"
	viewText = "yaml"
)

// errByHand is a change that the form cannot write into the text.
var errByHand = &refusal{status: http.StatusConflict, text: "problem_by_hand"}

// formed is what a page has of the form of its file.
type formed struct {
	View   string    // the view that is shown; "" is one of a file without another
	Form   *formView // in the form's view
	NoForm string    // why there is none, of a file that should have one
}

// withForm gives a page the form of its file, if the file has one and no line
// of the text is to be shown.
func (s *site) withForm(r *http.Request, page *filePage) error {
	schema, ok := s.schemas[knowledge.SchemaOf(page.Path)]
	if !ok {
		return nil
	}
	p := s.page(r)
	form, err := forms.Read(schema, []byte(page.Text), page.Completions)
	if err != nil {
		page.NoForm, err = p.whyNoForm(err)
		return err
	}
	asked := r.URL.Query()
	if page.View = viewForm; asked.Get("view") == viewText || page.Added > 0 {
		page.View = viewText
		return nil
	}
	view := newForm(p, page.File, form, asked.Get("more"))
	page.Form = &view
	return nil
}

// edited gives the text that was edited in either view, and the list that is to
// get more.
func (s *site) edited(r *http.Request, path string) (text, more string, err error) {
	text = strings.ReplaceAll(r.PostForm.Get("text"), "\r\n", "\n")
	switch {
	case len(text) > sizeLimit(path):
		return "", "", errFileSize
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", "", errForm
	case r.PostForm.Get("view") != viewForm:
		return text, "", nil
	}
	if text, more, err = s.filled(path, text, r.PostForm); err == nil && len(text) > sizeLimit(path) {
		err = errFileSize
	}
	return text, more, err
}

// filled gives the text that a form was made of, with what was changed in the
// form, and the list that is to get an empty group.
func (s *site) filled(path, text string, sent url.Values) (out, more string, err error) {
	values := map[string][]string{}
	for name, v := range sent {
		if field, ok := strings.CutPrefix(name, fieldPrefix); ok {
			values[field] = v
		}
	}
	act, name, _ := strings.Cut(sent.Get("do"), ":")
	switch act {
	case "", "save":
	case "more":
		more = name
	case "remove":
		list, place := name[:max(0, strings.LastIndexByte(name, '/'))], name[strings.LastIndexByte(name, '/')+1:]
		i := slices.Index(values[list], place)
		if i < 0 {
			return "", "", errForm
		}
		values[list] = slices.Delete(slices.Clone(values[list]), i, i+1)
	default:
		return "", "", errForm
	}
	filled, err := forms.Apply(s.schemas[knowledge.SchemaOf(path)], []byte(text), values)
	switch {
	case errors.Is(err, forms.ErrByHand):
		return "", "", errByHand
	case err != nil:
		return "", "", errForm
	}
	return string(filled), more, nil
}

// savedAt gives the address of a file that was just saved, in the view it was
// edited in, and at the list that is to get more.
func (s *site) savedAt(path, text, view, more string) string {
	at := fileAt(path) + "?saved"
	if view == viewText {
		return at + "&view=" + viewText
	}
	form, err := forms.Read(s.schemas[knowledge.SchemaOf(path)], []byte(text), nil)
	if err != nil || more == "" {
		return at
	}
	f, ok := form.Find(more)
	switch {
	case ok && f.Kind == forms.Groups:
		return at + "&more=" + url.QueryEscape(more) + "#" + elementID(f.Name) + "/" + strconv.Itoa(len(f.Fields))
	case ok:
		return at + "#" + elementID(f.Name)
	}
	return at
}
