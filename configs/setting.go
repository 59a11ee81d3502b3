package configs

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// Prefix begins the name of every variable that is read.
const Prefix = "TILLMATE_"

const (
	fileVariable = Prefix + "CONFIG" // names the file
	fileSuffix   = "_FILE"           // of a variable that names the file of a secret
)

// setting is one leaf of a [Config].
type setting struct {
	path  string        // such as telegram.webhook.url
	value reflect.Value // in the configuration; it can be set
}

// variable is the one that sets it.
func (s setting) variable() string {
	return Prefix + strings.ToUpper(strings.ReplaceAll(s.path, ".", "_"))
}

func (s setting) secret() bool { return isSecret(s.value.Type()) }

// settings lists the leaves of a configuration in their declared order.
func settings(c *Config) []setting {
	return leaves(reflect.ValueOf(c).Elem(), "")
}

func leaves(v reflect.Value, path string) []setting {
	var out []setting
	for i := range v.NumField() {
		f, at := v.Field(i), join(path, key(v.Type().Field(i)))
		if isSection(f.Type()) {
			out = append(out, leaves(f, at)...)
		} else {
			out = append(out, setting{at, f})
		}
	}
	return out
}

// key is the name of a field in the file.
func key(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// keys lists the names a section knows.
func keys(t reflect.Type) []string {
	out := make([]string, t.NumField())
	for i := range out {
		out[i] = key(t.Field(i))
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func isSecret(t reflect.Type) bool { return t == reflect.TypeFor[Secret]() }
func isLabel(t reflect.Type) bool  { return t == reflect.TypeFor[Label]() }

func isSection(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !isSecret(t) && !isLabel(t)
}

// wanted says what a value of a type is written like.
func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "a time such as 10s or 5m"
	case t == reflect.TypeFor[[]Group]():
		return "a list of groups: [{name: support, chat: -1001234567890}]"
	case t == repliesType:
		return "a list of replies: [{id: hello, zh: 您好, en: Hello}], or the name of a file that holds one"
	case isLabel(t):
		return "one text, or one in each language: {zh: 客服组, en: Support}"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return "a whole number"
	case t == reflect.TypeFor[[]int64]():
		return "a list of numbers: [1, 2]"
	case t.Kind() == reflect.Slice:
		return "a list of texts: [a, b]"
	}
	return "one text"
}

// wantedText says what a value is written like in a variable.
func wantedText(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[[]Group]():
		return "groups as name:chat or name:chat:desk, with commas between them"
	case t == reflect.TypeFor[[]int64]():
		return "numbers with commas between them"
	case t.Kind() == reflect.Slice:
		return "texts with commas between them"
	}
	return wanted(t)
}

// Variables lists the variables that are read, sorted.
func Variables() []string {
	out := []string{fileVariable}
	for _, s := range settings(&Config{}) {
		out = append(out, s.variable())
		if s.secret() {
			out = append(out, s.variable()+fileSuffix)
		}
	}
	slices.Sort(out)
	return out
}
