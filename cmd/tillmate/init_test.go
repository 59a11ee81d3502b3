package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The secrets are their owner's alone, also where a file was open to all.
func TestInitModes(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, f := range []string{".env", "tillmate.yaml"} {
		if err := os.WriteFile(f, []byte("x"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := start(t, "", "init", "--force"); got.code != exitOK || got.stdout != "tillmate.yaml\n.env\n" {
		t.Fatalf("got %+v", got)
	}
	info, err := os.Stat(filepath.Join(dir, ".env"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	// The file in the working folder is read.
	if err := os.WriteFile("tillmate.yaml", []byte("lang: en\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := start(t, "", "check"); got.code != exitConfig || got.stderr != "tillmate: tillmate.yaml:1: unknown key \"lang\"; did you mean \"language\"?\n" {
		t.Errorf("got %+v", got)
	}
}
