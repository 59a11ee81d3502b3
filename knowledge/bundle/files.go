package bundle

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// content lists, as patterns of [path.Match], what is read when content is
// loaded or measured. The files of the root are named one by one: settings with
// secrets may lie beside them.
func content() []string {
	return []string{
		"codes.yaml", "intents.yaml", "other_subjects.yaml", "routes.yaml", "safety.yaml", "terms.yaml",
		"problems/*.yaml", "questions/*.yaml", "golden/*.yaml", "golden/merchants/*.txt",
	}
}

// isContent reports whether a path is that of a file of content. Hidden files
// are none: editors leave them behind.
func isContent(name string) bool {
	return !strings.HasPrefix(path.Base(name), ".") && slices.ContainsFunc(content(), func(pattern string) bool {
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	})
}

// Files lists the files of content, in order of path: those that [Pack] packs.
func Files(fsys fs.FS) ([]string, error) {
	var out []string
	for _, pattern := range content() {
		found, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			info, err := fs.Stat(fsys, name)
			if err != nil {
				return nil, err
			}
			if isContent(name) && info.Mode().IsRegular() {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}
