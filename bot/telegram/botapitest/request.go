package botapitest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// maxBody is the most that a request may hold, in bytes.
const maxBody = 50 << 20

// request is a call as it came. As in the real server every argument is a
// string; what came as another JSON value is its JSON text.
type request struct {
	method string // as it was spelt
	args   map[string]string
	files  map[string]bool // fields that hold an uploaded file
}

// parse reads the method and the arguments of a request.
func (s *Server) parse(r *http.Request) (request, *apiError) {
	path, found := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, slash := strings.Cut(path, "/")
	switch {
	case !found || !slash:
		return request{}, &apiError{code: http.StatusNotFound, description: "Not Found"}
	case !strings.Contains(token, ":"):
		return request{}, &apiError{
			code: http.StatusUnauthorized, description: "Unauthorized: invalid token specified",
		}
	case token != s.Token:
		return request{}, &apiError{code: http.StatusUnauthorized, description: "Unauthorized"}
	}
	req := request{method: name, args: map[string]string{}}
	if r.URL.RawQuery != "" {
		for key, values := range r.URL.Query() {
			req.args[key] = values[0]
		}
	}
	if err := req.parseBody(r); err != nil {
		return request{}, err
	}
	return req, nil
}

func (q *request) parseBody(r *http.Request) *apiError {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	switch kind {
	case "application/json":
		return q.parseJSON(r.Body)
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return bodyError(err, "can't parse the form")
		}
		for key, values := range r.PostForm {
			q.args[key] = values[0]
		}
	case "multipart/form-data":
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			return bodyError(err, "can't parse the multipart form")
		}
		for key, values := range r.MultipartForm.Value {
			q.args[key] = values[0]
		}
		q.files = map[string]bool{}
		for key := range r.MultipartForm.File {
			q.files[key] = true
		}
		_ = r.MultipartForm.RemoveAll()
	default:
		// Read it all the same, so that the connection can be used again.
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return bodyError(err, "can't read the request")
		}
	}
	return nil
}

func (q *request) parseJSON(body io.Reader) *apiError {
	text, err := io.ReadAll(body)
	if err != nil {
		return bodyError(err, "can't read the request")
	}
	if len(text) == 0 {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return badRequest("can't parse request body JSON object")
	}
	for key, raw := range fields {
		switch {
		case raw[0] == '"':
			var value string
			if err := json.Unmarshal(raw, &value); err != nil {
				return badRequest("can't parse request body JSON object")
			}
			q.args[key] = value
		case string(raw) != "null":
			q.args[key] = string(raw)
		}
	}
	return nil
}

func bodyError(err error, text string) *apiError {
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return &apiError{code: http.StatusRequestEntityTooLarge, description: "Request Entity Too Large"}
	}
	return badRequest("%s", text)
}

// number reads an argument as the real server does: what is no number is 0.
func (q *request) number(name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(q.args[name]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// bounded reads a number that has a default and is moved into its bounds.
func (q *request) bounded(name string, otherwise, low, high int64) int64 {
	if q.args[name] == "" {
		return otherwise
	}
	return min(max(q.number(name), low), high)
}

func (q *request) flag(name string) bool {
	switch strings.ToLower(strings.TrimSpace(q.args[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}
