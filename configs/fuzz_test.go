package configs_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/configs"
)

// Whatever stands in the file, reading it ends in a configuration or in
// mistakes with a line; a good configuration can be printed and read again.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"", configs.ExampleFile(), strings.ReplaceAll(configs.ExampleFile(), "#", ""),
		"a: &a [*a]\n", "redis: {addresses: [a:1, &x b:2, *x]}", "team:\n  groups:\n  - name: a\n    chat: -1\n  - {}\n  - null\n  - 1\n",
		"<<: {language: en}\n", "!!binary language: en\n", "language: !!binary ZW4=\n", "limits: {user_window: 1h1m}\n", "\ufefflanguage: en\r\n",
		"? language\n: en\n", "language: |\n  en\n", "- - - - -", "{{{{", "---\n---\n", "%YAML 1.2\n---\nlanguage: en\n...\n",
		"timers: {nudges: off}\nredis: {db: 0x1, wait: 0o1}\nteam: {admins: [1_0, 1e2]}\n",
	} {
		f.Add([]byte(seed))
	}
	file := filepath.Join(f.TempDir(), configs.DefaultFile)
	f.Fuzz(func(t *testing.T, data []byte) {
		write(t, file, string(data))
		in := configs.Input{Flags: configs.Flags{Config: file}}
		p, err := configs.Parse(in)
		if err != nil {
			ms, ok := errors.AsType[configs.Mistakes](err)
			if !ok || len(ms) == 0 {
				t.Fatalf("got the error %v", err)
			}
			for _, m := range ms {
				if m.What == "" || m.Mend == "" || m.From.Name != file && !m.From.IsZero() {
					t.Errorf("got the mistake %+v", m)
				}
			}
			return
		}
		out, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		write(t, file, string(out))
		again, err := configs.Parse(in)
		// Secrets are not printed.
		again.Telegram.Token, again.Telegram.Webhook.Secret, again.Redis.Password = p.Telegram.Token, p.Telegram.Webhook.Secret, p.Redis.Password
		if err != nil || !same(again.Config, p.Config) {
			t.Errorf("read again: %v\n%#v\n%#v", err, again.Config, p.Config)
		}
	})
}
