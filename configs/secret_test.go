package configs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/tillmate/tillmate/configs"
)

// However a secret is written, nothing of it is seen.
func TestSecret(t *testing.T) {
	const value = "s3cret-value"
	s := configs.NewSecret(value)
	config := configs.Defaults()
	config.Telegram.Token = s
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(h).Info("x", "secret", s, "pointer", &s, "config", config, "list", []configs.Secret{s})
	}
	encode := func(f func(any) ([]byte, error), v any) string {
		b, err := f(v)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	dump := func(v any) ([]byte, error) { return yaml.Dump(v) }
	for name, shown := range map[string]string{
		"String": s.String(), "GoString": s.GoString(), "Sprint": fmt.Sprint(s), "log": log.String(),
		"json": encode(json.Marshal, s), "json config": encode(json.Marshal, config), "json pointer": encode(json.Marshal, &s),
		"yaml": encode(dump, s), "yaml config": encode(dump, config),
		"error": fmt.Errorf("no: %w, %v", fmt.Errorf("%v", config), &s).Error(),
	} {
		if strings.Contains(shown, value) || shown == "" {
			t.Errorf("%s shows %s", name, shown)
		}
	}
	for _, verb := range []string{"v", "+v", "#v", "s", "q", "x", "X", "d", "T", "p", "c", "U", "e", "10s"} {
		for _, v := range []any{s, &s, config, &config, []configs.Secret{s}, map[string]configs.Secret{"a": s}} {
			shown := fmt.Sprintf("%"+verb, v)
			if strings.Contains(shown, value) || strings.Contains(strings.ToLower(shown), fmt.Sprintf("%x", value)) {
				t.Errorf("%%%s shows %s", verb, shown)
			}
		}
	}
	if s.Reveal() != value || s.IsZero() || !configs.NewSecret("").IsZero() {
		t.Error("the value is lost")
	}
	if got := fmt.Sprintf("[%v%s]", configs.Secret{}, configs.Secret{}); got != "[]" {
		t.Errorf("no secret is shown as %s", got)
	}
	// Two secrets look the same, whatever their length.
	if s.String() != configs.NewSecret("x").String() {
		t.Error("the length is seen")
	}
}
