package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/conversation/messages"
	"github.com/tillmate/tillmate/index"
	"github.com/tillmate/tillmate/knowledge"
	"github.com/tillmate/tillmate/knowledge/base"
)

// parts is the program wired together.
type parts struct {
	config configs.Config
	files  fs.FS // of the knowledge base
	base   *knowledge.Base
	engine *conversation.Engine
	index  *index.Generation
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

// assemble loads the knowledge, builds the dialogue and indexes the articles
// in memory. The caller closes the index.
func assemble(ctx context.Context, config configs.Config) (*parts, error) {
	fsys, err := content(config)
	if err != nil {
		return nil, err
	}
	loaded, findings := knowledge.Load(fsys)
	for _, f := range findings {
		if f.Severity == knowledge.Error {
			return nil, badConfig(fmt.Errorf("the knowledge base has %d mistakes, the first: %s (run 'tillmate check' for all)",
				knowledge.Errors(findings), f))
		}
	}
	phrases, err := messages.New()
	if err != nil {
		return nil, failed(err)
	}
	engine, err := conversation.New(loaded, phrases)
	if err != nil {
		return nil, badConfig(fmt.Errorf("%w (run 'tillmate check' for all mistakes)", err))
	}
	generation, err := index.Build(ctx, loaded, engine, index.Options{})
	if err != nil {
		return nil, failed(fmt.Errorf("index the knowledge base: %w", err))
	}
	return &parts{config: config, files: fsys, base: loaded, engine: engine, index: generation}, nil
}
