package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/knowledge/base"
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

// assemble wires the program over the content that the configuration names. The
// caller closes the index.
func assemble(ctx context.Context, config configs.Config) (*parts, error) {
	fsys, err := content(config)
	if err != nil {
		return nil, err
	}
	e, err := newEdition(ctx, fsys)
	if err != nil {
		return nil, err
	}
	return &parts{config: config, edition: e}, nil
}
