package configs

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// maxSecret is the greatest size of the file of a secret, in bytes.
const maxSecret = 4096

// environment takes the variables. One with no value counts as not set.
// Unknown ones with the prefix are mistakes: a misspelt setting must not be
// ignored.
func (p *parser) environment(vars map[string]string) {
	known := Variables()
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if strings.HasPrefix(name, Prefix) && !slices.Contains(known, name) {
			p.failAt(Origin{Name: name}, "", "unknown variable", mendVariable(name, known))
		}
	}
	for _, s := range settings(&p.Config) {
		name, value := s.variable(), vars[s.variable()]
		if s.secret() {
			name, value = p.secret(s, vars)
		}
		if value != "" {
			p.variable(s, name, value)
		}
	}
}

func mendVariable(name string, known []string) string {
	short := make([]string, len(known))
	for i, k := range known {
		short[i] = strings.TrimPrefix(k, Prefix)
	}
	if near := nearest(strings.TrimPrefix(name, Prefix), short); near != "" {
		return "did you mean " + Prefix + near + "?"
	}
	return "correct its name or unset it"
}

// variable sets one setting. The others are hidden from the reader, so that
// its error can only be about this one.
func (p *parser) variable(s setting, name, value string) {
	if s.value.Type() == repliesType {
		p.replies(s.path, Origin{Name: name}, value, s.value)
		return
	}
	if s.value.Kind() == reflect.Slice {
		value = trimItems(value)
	}
	err := env.ParseWithOptions(&p.Config, env.Options{
		Environment: map[string]string{s.variable(): value}, Prefix: Prefix,
	})
	if err != nil {
		p.failAt(Origin{Name: name}, s.path, "cannot be read", "write "+wantedText(s.value.Type()))
		return
	}
	p.set(s.path, Origin{Name: name})
}

// secret gives the variable that holds a secret and its value, which may stand
// in a file.
func (p *parser) secret(s setting, vars map[string]string) (name, value string) {
	name = s.variable()
	file := vars[name+fileSuffix]
	if file == "" {
		return name, vars[name]
	}
	from := Origin{Name: name + fileSuffix}
	if vars[name] != "" {
		p.failAt(from, s.path, "is set twice, here and by "+name, "unset one of the two")
		return name, ""
	}
	data, err := read(file, maxSecret)
	if err != nil {
		p.failAt(from, s.path, "cannot be read: "+err.Error(), "name a file that can be read and holds nothing else")
		return name, ""
	}
	value = strings.TrimSpace(string(data))
	if value == "" {
		p.failAt(from, s.path, "is empty: "+file+" holds nothing", "write the value into the file")
	}
	return from.Name, value
}

// trimItems removes the spaces around the items of a list.
func trimItems(list string) string {
	items := strings.Split(list, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return strings.Join(items, ",")
}
