package configs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name    string
		environ []string
		flags   configs.Flags
		want    configs.Config
		err     string
	}{
		{name: "nothing"},
		{name: "other variables", environ: []string{"PATH=/bin", "TILLMATE=1", "MY_TILLMATE_X=1"}},
		{name: "environment", environ: []string{"TILLMATE_KNOWLEDGE=/a", "TILLMATE_LANGUAGE=en"}, want: configs.Config{Knowledge: "/a", Lang: knowledge.English}},
		{name: "flags win", environ: []string{"TILLMATE_KNOWLEDGE=/a", "TILLMATE_LANGUAGE=en"}, flags: configs.Flags{Knowledge: "/b", Lang: "zh"}, want: configs.Config{Knowledge: "/b", Lang: knowledge.Chinese}},
		{name: "unknown", environ: []string{"TILLMATE_Z=secret", "TILLMATE_A=secret"}, err: "unknown variable TILLMATE_A, TILLMATE_Z: "},
		{name: "lower case", environ: []string{"TILLMATE_language=en"}, err: "unknown variable TILLMATE_language"},
		{name: "language", environ: []string{"TILLMATE_LANGUAGE=fr"}, err: `language "fr" is not known`},
		{name: "language flag", flags: configs.Flags{Lang: "ZH"}, err: `language "ZH" is not known`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := configs.Parse(tc.environ, tc.flags)
			if tc.err != "" {
				if err == nil || !strings.Contains(err.Error(), tc.err) || strings.Contains(err.Error(), "secret") {
					t.Errorf("got the error %v", err)
				}
				return
			}
			if err != nil || got != tc.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	for _, v := range configs.Variables() {
		if !strings.HasPrefix(v, configs.Prefix) {
			t.Error(v)
		}
	}
	if !slices.IsSorted(configs.Variables()) {
		t.Error("the variables are not in order")
	}
}
