package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
)

//go:embed assets
var assetFiles embed.FS

// kinds are the types of what is served, by the ending of its name. What has
// another ending is not served.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// assets are the files that a page loads.
type assets struct {
	files map[string]asset
}

type asset struct {
	kind, version string
	data          []byte
}

func readAssets() (*assets, error) {
	out := &assets{files: map[string]asset{}}
	entries, err := fs.ReadDir(assetFiles, "assets")
	if err != nil {
		return nil, fmt.Errorf("read the page's files: %w", err)
	}
	for _, e := range entries {
		kind, ok := kinds[path.Ext(e.Name())]
		if !ok {
			continue
		}
		data, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read the page's files: %w", err)
		}
		sum := sha256.Sum256(data)
		out.files[e.Name()] = asset{kind: kind, version: hex.EncodeToString(sum[:6]), data: data}
	}
	return out, nil
}

// address gives where a page finds a file; it changes with the file's content.
func (a *assets) address(name string) (string, error) {
	f, ok := a.files[name]
	if !ok {
		return "", fmt.Errorf("the page has no file %q", name)
	}
	return "/assets/" + name + "?v=" + f.version, nil
}

// serve serves one file; ok is false when there is none.
func (a *assets) serve(w http.ResponseWriter, r *http.Request) (ok bool) {
	f, ok := a.files[r.PathValue("name")]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(f.data) // the browser is gone: nobody is left to tell
	return true
}
