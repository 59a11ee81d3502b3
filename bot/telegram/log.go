package telegram

import (
	"fmt"
	"log/slog"
)

// RedactAttr hides tokens in log records, in whatever a value prints. It is
// made for [slog.HandlerOptions]: ReplaceAttr is called for the message too.
// Our own errors hold no token; this is for those of others.
func RedactAttr(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Redact(a.Value.String()))
	case slog.KindAny:
		printed := fmt.Sprintf("%+v", a.Value.Any())
		if clean := Redact(printed); clean != printed {
			a.Value = slog.StringValue(clean)
		}
	}
	return a
}
