// Package configs holds the one configuration of the program: defaults in
// code, then the environment, then flags. Only the commands import it; rooms
// below get the values they need.
package configs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/tillmate/tillmate/knowledge"
)

// Config is everything that can be set.
type Config struct {
	// Knowledge is the folder of the knowledge base; "" is the built-in one.
	Knowledge string `env:"KNOWLEDGE"`
	// Lang fixes the language of the dialogue: zh or en; "" follows the
	// merchant, starting in Chinese.
	Lang knowledge.Lang `env:"LANGUAGE"`
}

// Flags are the settings given on the command line; "" is not given.
type Flags struct {
	Knowledge string
	Lang      string
}

// Prefix begins the name of every variable that is read.
const Prefix = "TILLMATE_"

// Parse gives the configuration and validates all of it. Unknown variables
// with the prefix are errors: a misspelt setting must not be ignored.
func Parse(environ []string, flags Flags) (Config, error) {
	var c Config
	vars := env.ToMap(environ)
	if err := env.ParseWithOptions(&c, env.Options{Environment: vars, Prefix: Prefix}); err != nil {
		return c, fmt.Errorf("read the environment: %w", err)
	}
	var unknown []string
	for name := range vars {
		if strings.HasPrefix(name, Prefix) && !slices.Contains(Variables(), name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return c, fmt.Errorf("unknown variable %s: correct its name or unset it (known: %s)",
			strings.Join(unknown, ", "), strings.Join(Variables(), ", "))
	}
	if flags.Knowledge != "" {
		c.Knowledge = flags.Knowledge
	}
	if flags.Lang != "" {
		c.Lang = knowledge.Lang(flags.Lang)
	}
	switch c.Lang {
	case "", knowledge.Chinese, knowledge.English:
	default:
		return c, fmt.Errorf("language %q is not known: write zh or en", c.Lang)
	}
	return c, nil
}

// Variables lists the variables that are read.
func Variables() []string { return []string{Prefix + "KNOWLEDGE", Prefix + "LANGUAGE"} }
