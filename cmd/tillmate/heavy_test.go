package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// withoutRace leaves a test to the run without the race detector, which makes
// it too slow to say anything. 'make test' does both runs.
func withoutRace(t *testing.T, why string) {
	t.Helper()
	if underRace {
		t.Skip("run without the race detector: " + why)
	}
}

// Every test that is left to the run without the race detector is in it.
func TestWithoutRaceIsRun(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^WITHOUT_RACE := (.*)$`).FindSubmatch(makefile)
	if line == nil {
		t.Fatal("the Makefile has no WITHOUT_RACE")
	}
	run := regexp.MustCompile(string(line[1]))
	left := regexp.MustCompile(`func (Test\w+)\(t \*testing\.T\) \{\n\twithoutRace\(`)
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range left.FindAllStringSubmatch(string(source), -1) {
			found++
			if !run.MatchString(m[1]) {
				t.Errorf("%s is never run: add %s to WITHOUT_RACE in the Makefile", file, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no such test was found: is the pattern right?")
	}
}
