package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tillmate/tillmate/configs"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/base"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// partial gives content with a few of the shipped problems, another one for
// every n: small, so that many can be built in a test.
func partial(t testing.TB, n int) fs.FS {
	t.Helper()
	all, err := bundle.Files(base.Files)
	if err != nil {
		t.Fatal(err)
	}
	const first, last = 10, 16 // of the problems
	out, problems := fstest.MapFS{}, 0
	for _, path := range all {
		data, err := fs.ReadFile(base.Files, path)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(path, "golden/"):
			continue
		case path == "other_subjects.yaml":
			data = []byte("subjects: []\n")
		case strings.HasPrefix(path, "problems/"):
			if problems++; problems < first || problems > last {
				continue
			}
			if problems == first {
				data = bytes.Replace(data, []byte("say:\n  zh:\n"), fmt.Appendf(nil, "say:\n  zh:\n    - 第%d版\n", n), 1)
			}
		}
		out[path] = &fstest.MapFile{Data: data}
	}
	return out
}

func packed(t testing.TB, fsys fs.FS) bundle.Bundle {
	t.Helper()
	b, err := bundle.Pack(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// putLive publishes without asking whether it is any good.
func putLive(t testing.TB, shelf bundle.Shelf, b bundle.Bundle) bundle.Publication {
	t.Helper()
	live, _, err := shelf.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := shelf.Publish(t.Context(), b, bundle.Note{By: "test", At: time.Now()}, live.Serial)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// following serves some content and follows a shelf.
func following(t testing.TB, shelf bundle.Shelf, first fs.FS) (*follower, *logged) {
	t.Helper()
	e, err := newEdition(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	m, log := newMetrics(), &logged{}
	f := &follower{shelf: shelf, editions: newEditions(e, true, m), metrics: m, log: slog.New(slog.NewTextHandler(log, nil))}
	t.Cleanup(func() { f.editions.close() })
	return f, log
}

// gaugeOf reads a figure as Prometheus does: how many rows it has, and their sum.
func gaugeOf(t testing.TB, m *metrics, name string) (rows int, sum float64) {
	t.Helper()
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "tillmate_"+name {
			for _, row := range f.GetMetric() {
				rows, sum = rows+1, sum+row.GetGauge().GetValue()
			}
		}
	}
	return rows, sum
}

func look(t testing.TB, f *follower) {
	t.Helper()
	if err := f.look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestFollow(t *testing.T) {
	shelf := &bundle.Memory{}
	f, log := following(t, shelf, partial(t, 0))
	own := f.status()
	look(t, f)
	if s := f.status(); s != own || s.Bundle != "" || s.Serial != 0 || s.Generation == "" {
		t.Errorf("nothing was published, and served is %+v", s)
	}
	next := packed(t, partial(t, 1))
	putLive(t, shelf, next)
	look(t, f)
	switched := f.status()
	if switched.Bundle != next.Name || switched.Serial != 1 || switched.Generation == own.Generation {
		t.Errorf("served is %+v after %+v", switched, own)
	}
	e := f.editions.current.Load()
	putLive(t, shelf, next) // the same content again is no switch
	look(t, f)
	if s := f.status(); s.Serial != 2 || s.Generation != switched.Generation || f.editions.current.Load() != e {
		t.Errorf("served is %+v after %+v", s, switched)
	}
	if _, got := gaugeOf(t, f.metrics, "content_serial"); got != 2 {
		t.Errorf("the figure says serial %v", got)
	}
	if got, _ := gaugeOf(t, f.metrics, "content_info"); got != 1 {
		t.Errorf("%d generations are in the figures", got)
	}
	if _, got := gaugeOf(t, f.metrics, "content_published_seconds"); time.Since(time.Unix(int64(got), 0)) > time.Minute {
		t.Errorf("published at %v", got)
	}
	if got := strings.Count(log.String(), "content switched"); got != 1 {
		t.Errorf("%d switches are in the log:\n%s", got, log)
	}
}

// What cannot be served is refused, once and loudly, and the content before
// goes on.
func TestRefused(t *testing.T) {
	broken := fstest.MapFS{"codes.yaml": {Data: []byte("codes: {")}, "problems/a.yaml": {Data: []byte("slug: b")}}
	empty := fstest.MapFS{}
	for path, f := range partial(t, 0).(fstest.MapFS) {
		if !strings.HasPrefix(path, "problems/") {
			empty[path] = f
		}
	}
	empty["problems/.keep.txt"] = &fstest.MapFile{}
	damaged := packed(t, partial(t, 3))
	damaged.Data = damaged.Data[:len(damaged.Data)/2]
	for name, b := range map[string]bundle.Bundle{
		"mistakes": packed(t, broken), "no problems": packed(t, empty), "damaged": damaged,
	} {
		t.Run(name, func(t *testing.T) {
			shelf := &bundle.Memory{}
			f, log := following(t, shelf, partial(t, 0))
			good := putLive(t, shelf, packed(t, partial(t, 1)))
			look(t, f)
			before := f.status()
			putLive(t, shelf, b)
			look(t, f)
			look(t, f)
			s := f.status()
			if s.Refused == "" || s.Generation != before.Generation || s.Bundle != good.Name || s.Serial != good.Serial {
				t.Errorf("served is %+v after %+v", s, before)
			}
			if _, got := gaugeOf(t, f.metrics, "content_refused"); got != 1 {
				t.Errorf("the figure says %v", got)
			}
			if got := strings.Count(log.String(), "cannot be served"); got != 1 || !strings.Contains(log.String(), "level=ERROR") {
				t.Errorf("it is said %d times:\n%s", got, log)
			}
			d, release := f.editions.Hold()
			defer release()
			if _, effects, err := d.Turn(t.Context(), conversation.State{}, conversation.Event{Kind: conversation.EventHelp}); err != nil || len(effects) == 0 {
				t.Errorf("%+v, %v", effects, err)
			}
			putLive(t, shelf, packed(t, partial(t, 2)))
			look(t, f)
			if _, got := gaugeOf(t, f.metrics, "content_refused"); got != 0 || f.status().Refused != "" || f.status().Serial != 3 {
				t.Errorf("served is %+v, and the figure says %v", f.status(), got)
			}
		})
	}
}

// unreachable is a shelf that cannot be reached.
type unreachable struct{ bundle.Shelf }

var errNoRedis = errors.New("connection refused")

func (unreachable) Live(context.Context) (bundle.Publication, bool, error) {
	return bundle.Publication{}, false, errNoRedis
}

// A replica begins with what is published, and with its own content while
// nothing is, or that cannot be served or reached.
func TestFirstContent(t *testing.T) {
	withoutRace(t, "it only computes")
	filled, spoilt := &bundle.Memory{}, &bundle.Memory{}
	good := putLive(t, filled, packed(t, partial(t, 5)))
	putLive(t, spoilt, bundle.Bundle{Name: "0123456789abcdef", Data: []byte("x")})
	for name, tt := range map[string]struct {
		shelf  bundle.Shelf
		config configs.Config
		serial int64
	}{
		"published":                    {filled, configs.Config{}, 1},
		"published, no folder":         {filled, configs.Config{Knowledge: "/nowhere"}, 1},
		"nothing published":            {&bundle.Memory{}, configs.Config{}, 0},
		"what is published is damaged": {spoilt, configs.Config{}, 0},
		"Redis away":                   {unreachable{}, configs.Config{}, 0},
	} {
		p, err := firstParts(t.Context(), tt.config, tt.shelf, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.published.Serial != tt.serial || tt.serial == 1 && p.published.Name != good.Name {
			t.Errorf("%s: begins with %+v", name, p.published)
		}
		p.index.Close()
	}
	if _, err := firstParts(t.Context(), configs.Config{Knowledge: "/nowhere"}, &bundle.Memory{}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a replica begins with nothing")
	}
}

func TestPublish(t *testing.T) {
	withoutRace(t, "it only computes")
	shelf := &bundle.Memory{}
	note := bundle.Note{By: "editor", At: time.Now(), Why: "first"}
	p, err := publish(t.Context(), shelf, base.Files, note, 0)
	if err != nil || p.Serial != 1 || p.Name != packed(t, base.Files).Name {
		t.Fatalf("published %+v, %v", p, err)
	}
	if again, err := publish(t.Context(), shelf, base.Files, note, 0); err != nil || !again.Same(p) {
		t.Errorf("again %+v, %v", again, err)
	}
	if _, err := publish(t.Context(), shelf, base.Files, bundle.Note{By: "another"}, 0); !errors.Is(err, bundle.ErrOvertaken) {
		t.Errorf("another editor's gives %v", err)
	}
	for name, files := range map[string]fs.FS{
		"no file":         fstest.MapFS{},
		"no content":      fstest.MapFS{"codes.yaml": {Data: []byte("codes: []")}},
		"only some of it": partial(t, 0), // the check finds what names the others
	} {
		var exit exitError
		if _, err := publish(t.Context(), shelf, files, bundle.Note{}, 1); !errors.As(err, &exit) || exit.code != exitConfig {
			t.Errorf("%s: %v", name, err)
		}
	}
	if live, _, _ := shelf.Live(t.Context()); !live.Same(p) {
		t.Errorf("live is %+v", live)
	}
	flaky := &lossy{Shelf: shelf, lose: publishTries - 1}
	if p, err := publish(t.Context(), flaky, base.Files, bundle.Note{By: "patient"}, 1); err != nil || p.Serial != 2 {
		t.Errorf("after %d lost answers: %+v, %v", publishTries-1, p, err)
	}
}

// lossy is a shelf that does what it is told, and loses some of its answers.
type lossy struct {
	bundle.Shelf
	lose int
}

func (l *lossy) Publish(ctx context.Context, b bundle.Bundle, note bundle.Note, after int64) (bundle.Publication, error) {
	p, err := l.Shelf.Publish(ctx, b, note, after)
	if l.lose--; l.lose >= 0 {
		return bundle.Publication{}, errNoRedis
	}
	return p, err
}
