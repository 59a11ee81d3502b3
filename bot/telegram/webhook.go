package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// secretHeader carries the secret that [Client.SetWebhook] told Telegram.
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Webhook is the [http.Handler] that Telegram sends updates to, one a request.
// Any number of replicas may serve it. An update is answered with 200 only
// once it is stored; until then Telegram sends it again.
//
// Telegram keeps the messages of a chat in order, but its presses of buttons
// and its messages have a line each: one may overtake the other by as long as
// a request takes. Polling keeps all in order.
type Webhook struct {
	intake *Intake
	secret [sha256.Size]byte
}

// NewWebhook gives the handler. The secret has 1 to 256 letters, digits, - and
// _; whoever has it can put words into the mouth of any merchant.
func NewWebhook(intake *Intake, secret string) (*Webhook, error) {
	if err := checkSecret(secret); err != nil {
		return nil, err
	}
	return &Webhook{intake: intake, secret: sha256.Sum256([]byte(secret))}, nil
}

func checkSecret(s string) error {
	if s == "" || len(s) > maxSecret || strings.Trim(s, linkLetters) != "" {
		return errors.New("the secret of a webhook has 1 to 256 letters, digits, - and _")
	}
	return nil
}

// ServeHTTP takes one update in. Who does not know the secret learns nothing
// else, and his body is not read.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	given := sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	if subtle.ConstantTimeCompare(given[:], h.secret[:]) != 1 {
		refuse(w, http.StatusUnauthorized)
		return
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		refuse(w, http.StatusBadRequest)
		return
	}
	if r.ContentLength > maxUpdate {
		refuse(w, http.StatusRequestEntityTooLarge)
		return
	}
	// Not every server lets its deadline be set; this is one more line of
	// defence against a body that never ends.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(storeTime))
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	if err != nil {
		status := http.StatusBadRequest
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			status = http.StatusRequestEntityTooLarge
		}
		refuse(w, status)
		return
	}
	w.WriteHeader(h.store(r.Context(), raw))
}

// store stores an update and gives the status to answer.
func (h *Webhook) store(ctx context.Context, raw []byte) int {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	_, err := h.intake.take(ctx, []json.RawMessage{raw}, time.Now())
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, errNumberless):
		return http.StatusBadRequest
	}
	h.intake.Log.Warn("an update was not stored; Telegram will send it again", "error", err)
	return http.StatusServiceUnavailable
}

// refuse answers a request whose body is not read, and ends its connection.
func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Connection", "close")
	http.Error(w, http.StatusText(status), status)
}
