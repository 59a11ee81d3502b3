package botapitest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// apiError is a call that was refused.
type apiError struct {
	code        int
	description string
	retryAfter  int   // seconds
	migrateTo   int64 // chat
}

// badRequest words a 400 as the real server does: a description that is not
// the name of a server error begins in lower case.
func badRequest(format string, args ...any) *apiError {
	text := fmt.Sprintf(format, args...)
	if len(text) > 1 && text[1] != '_' && (text[1] < 'A' || text[1] > 'Z') {
		text = strings.ToLower(text[:1]) + text[1:]
	}
	return &apiError{code: http.StatusBadRequest, description: "Bad Request: " + text}
}

func forbidden(text string) *apiError {
	return &apiError{code: http.StatusForbidden, description: "Forbidden: " + text}
}

func conflict(text string) *apiError {
	return &apiError{code: http.StatusConflict, description: "Conflict: " + text}
}

func tooMany(seconds int) *apiError {
	return &apiError{
		code: http.StatusTooManyRequests, retryAfter: seconds,
		description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
	}
}

// answer is what goes back over HTTP.
type answer struct {
	status     int
	body       []byte
	html       bool
	retryAfter int
}

// described is a result that comes with a description.
type described struct {
	result any
	text   string
}

func accepted(result any) answer {
	var with struct {
		OK          bool   `json:"ok"`
		Result      any    `json:"result"`
		Description string `json:"description,omitempty"`
	}
	with.OK, with.Result = true, result
	if d, is := result.(described); is {
		with.Result, with.Description = d.result, d.text
	}
	return answer{status: http.StatusOK, body: encode(with)}
}

func refused(e *apiError) answer {
	type parameters struct {
		MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
		RetryAfter int   `json:"retry_after,omitempty"`
	}
	var body struct {
		OK          bool        `json:"ok"`
		Code        int         `json:"error_code"`
		Description string      `json:"description"`
		Parameters  *parameters `json:"parameters,omitempty"`
	}
	body.Code, body.Description = e.code, e.description
	if e.retryAfter != 0 || e.migrateTo != 0 {
		body.Parameters = &parameters{e.migrateTo, e.retryAfter}
	}
	return answer{status: e.code, body: encode(body), retryAfter: e.retryAfter}
}

// errorPage is the answer of a proxy in front of the API that fails.
func errorPage(status int) answer {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
	return answer{status: status, body: []byte(body), html: true}
}

// encode is for values that can always be encoded.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("botapitest: %v", err))
	}
	return b
}
