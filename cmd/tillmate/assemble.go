package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// parts is the program wired together.
type parts struct {
	config configs.Config
	*edition
}

// content opens the knowledge base that the configuration names.
func content(config configs.Config) (fs.FS, error) {
	if config.Knowledge == "" {
		return base.Files, nil
	}
	info, err := os.Stat(config.Knowledge)
	if err != nil {
		return nil, badConfig(fmt.Errorf("open the knowledge base: %w", err))
	}
	if !info.IsDir() {
		return nil, badConfig(fmt.Errorf("open the knowledge base: %s is no folder", config.Knowledge))
	}
	return os.DirFS(config.Knowledge), nil
}

// open reads the configuration and wires the program. The caller closes the
// index.
func (a *app) open(ctx context.Context) (*parts, error) {
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	return assemble(ctx, config)
}

// publisher is where the published content is kept.
type publisher interface{ Shelf() bundle.Shelf }

// filesInUse opens what merchants are served: what is published, else what the
// configuration names. --knowledge names other content.
func (a *app) filesInUse(ctx context.Context, of publisher) (configs.Config, fs.FS, error) {
	config, err := a.config()
	if err != nil {
		return config, nil, err
	}
	if a.flags.Knowledge == "" {
		switch files, ok, err := publishedFiles(ctx, of.Shelf()); {
		case err != nil:
			return config, nil, exitOf(err)
		case ok:
			return config, files, nil
		}
	}
	files, err := content(config)
	return config, files, err
}

// openInUse wires the program over what merchants are served. The caller closes
// the index.
func (a *app) openInUse(ctx context.Context, of publisher) (*parts, error) {
	config, files, err := a.filesInUse(ctx, of)
	if err != nil {
		return nil, err
	}
	return wire(ctx, config, files)
}

// assemble wires the program over the content that the configuration names. The
// caller closes the index.
func assemble(ctx context.Context, config configs.Config) (*parts, error) {
	fsys, err := content(config)
	if err != nil {
		return nil, err
	}
	return wire(ctx, config, fsys)
}

// wire wires the program over some content.
func wire(ctx context.Context, config configs.Config, files fs.FS) (*parts, error) {
	e, err := newEdition(ctx, files)
	if err != nil {
		return nil, err
	}
	return &parts{config: config, edition: e}, nil
}
