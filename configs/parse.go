package configs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"

	"github.com/tillmate/tillmate/knowledge"
)

// DefaultFile is read when no other file is named and it exists.
const DefaultFile = "tillmate.yaml"

// maxFile is the greatest size of a file that is read, in bytes.
const maxFile = 1 << 20

// Input is what a configuration is read from, beside the file.
type Input struct {
	Environ []string // as [os.Environ] gives it
	Flags   Flags
	// Serve demands what only serving merchants needs: the token, and the
	// address and the secret of a webhook.
	Serve bool
}

// Flags are the settings given on the command line; "" is not given.
type Flags struct {
	Config    string // the file
	Knowledge string
	Lang      string
}

// Parsed is a configuration and where it came from.
type Parsed struct {
	Config
	File    string // that was read, or ""
	origins map[string]Origin
}

// From gives where the setting with that path came from; of an item of a list,
// such as team.admins[1], where the item came from.
func (p Parsed) From(path string) Origin {
	for path != "" {
		if o, ok := p.origins[path]; ok {
			return o
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return Origin{}
}

// Parse reads the configuration and validates all of it: defaults, then the
// file, then the environment, then flags. The file is the one that a flag or
// TILLMATE_CONFIG names, or [DefaultFile] in the working folder if there is
// one. An error is always [Mistakes], with all of them.
func Parse(in Input) (Parsed, error) {
	p := &parser{Parsed: Parsed{Config: Defaults(), origins: map[string]Origin{}}}
	vars := env.ToMap(in.Environ)
	p.readFile(in.Flags.Config, vars[fileVariable])
	p.environment(vars)
	p.flags(in.Flags)
	p.validate()
	if in.Serve {
		p.serving()
	}
	if len(p.mistakes) > 0 {
		sortMistakes(p.mistakes)
		return p.Parsed, p.mistakes
	}
	return p.Parsed, nil
}

// parser collects a configuration and what is wrong with it.
type parser struct {
	Parsed
	mistakes Mistakes
}

// set notes that a setting was set; what its items came from is forgotten.
func (p *parser) set(path string, from Origin) {
	for old := range p.origins {
		if strings.HasPrefix(old, path+"[") {
			delete(p.origins, old)
		}
	}
	p.origins[path] = from
}

// fail notes a mistake in a setting.
func (p *parser) fail(path, what, mend string) { p.failAt(p.From(path), path, what, mend) }

// failAt notes a mistake where no setting was set yet; path is "" when it is
// about none.
func (p *parser) failAt(from Origin, path, what, mend string) {
	if path != "" {
		what = path + " " + what
	}
	p.mistakes = append(p.mistakes, Mistake{from, path, what, mend})
}

func (p *parser) readFile(flag, variable string) {
	name, from := flag, Origin{Name: "--config"}
	if name == "" {
		name, from = variable, Origin{Name: fileVariable}
	}
	optional := name == ""
	if optional {
		name, from = DefaultFile, Origin{Name: DefaultFile}
	}
	data, err := read(name, maxFile)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		p.failAt(from, "", "cannot read the configuration: "+err.Error(), "name a file that can be read")
		return
	}
	p.File = name
	p.file(name, data)
}

// read reads a file of at most so many bytes.
func read(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return data, err
}

func (p *parser) flags(flags Flags) {
	if flags.Knowledge != "" {
		p.Knowledge = flags.Knowledge
		p.set("knowledge", Origin{Name: "--knowledge"})
	}
	if flags.Lang != "" {
		p.Lang = knowledge.Lang(flags.Lang)
		p.set("language", Origin{Name: "--lang"})
	}
}
