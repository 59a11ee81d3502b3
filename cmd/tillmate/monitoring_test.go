package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.yaml.in/yaml/v4"
)

// figure is one row of docs/operations/metrics.md.
type figure struct {
	kind   string
	labels []string
}

func figures(t *testing.T) map[string]figure {
	t.Helper()
	out := map[string]figure{}
	row := regexp.MustCompile("(?m)^\\| `(tillmate_[a-z_]+)` \\| (counter|gauge|histogram) \\| ([a-z, ]*?) ?\\| .+ \\|$")
	for _, m := range row.FindAllStringSubmatch(repositoryFile(t, "docs/operations/metrics.md"), -1) {
		f := figure{kind: m[2]}
		if m[3] != "" {
			f.labels = strings.Split(m[3], ", ")
		}
		if _, twice := out[m[1]]; twice {
			t.Errorf("%s is listed twice", m[1])
		}
		out[m[1]] = f
	}
	return out
}

// The list of figures is what the program has, with the same labels.
func TestFigures(t *testing.T) {
	listed := figures(t)
	descriptions := make(chan *prometheus.Desc, 1000)
	newMetrics().registry.Describe(descriptions)
	close(descriptions)
	form := regexp.MustCompile(`fqName: "(tillmate_[a-z_]+)".*variableLabels: \{([a-z_,]*)\}`)
	registered := map[string]bool{}
	for d := range descriptions {
		m := form.FindStringSubmatch(d.String())
		if m == nil {
			continue // of Go or the process
		}
		registered[m[1]] = true
		f, ok := listed[m[1]]
		if got := strings.Join(f.labels, ","); !ok || got != m[2] {
			t.Errorf("%s has the labels %q, and in the list %q", m[1], m[2], got)
		}
		if (f.kind == "counter") != strings.HasSuffix(m[1], "_total") {
			t.Errorf("%s is listed as a %s", m[1], f.kind)
		}
	}
	for name := range listed {
		if !registered[name] {
			t.Errorf("%s is listed, and does not exist", name)
		}
	}
	if len(registered) < 20 {
		t.Errorf("only %d figures were found", len(registered))
	}
}

// question is an expression of Prometheus and where it stands.
type question struct{ where, expr string }

// Every question of the dashboard and the alerts is about figures that exist.
func TestQuestions(t *testing.T) {
	listed := figures(t)
	questions := append(dashboard(t), alerts(t)...)
	used := map[string]bool{}
	for _, q := range questions {
		for _, problem := range problems(q.expr, listed, used) {
			t.Errorf("%s: %s: %s", q.where, q.expr, problem)
		}
	}
	for name := range listed {
		if !used[name] {
			t.Errorf("%s is seen nowhere", name)
		}
	}
	// What these find, they find.
	for _, wrong := range []string{
		"tillmate_updats_total", "rate(tillmate_inbox_entries[5m])", "sum(tillmate_updates_total)", "sum(tillmate_leader",
		`rate(tillmate_updates_total{sort="x"}[5m])`, "sum by (kid) (rate(tillmate_updates_total[5m]))", "sum(tillmate_inbox_entries)",
		"rate(tillmate_turn_seconds[5m])", "rate(tillmate_updates_total_bucket[5m])",
	} {
		if len(problems(wrong, listed, map[string]bool{})) == 0 {
			t.Errorf("nothing is wrong with %s", wrong)
		}
	}
}

var (
	named   = regexp.MustCompile(`(rate|increase|sum|max|count)?\(?(?: by \([a-z_, ]*\) )?(?:\()?(tillmate_[a-z_]+)(\{[^}]*\})?(\[)?`)
	matcher = regexp.MustCompile(`([a-z_]+)(?:=~|!~|!=|=)"`)
	grouped = regexp.MustCompile(`by \(([a-z_, ]+)\)`)
)

// problems says what is wrong with an expression, and notes what it uses.
func problems(expr string, listed map[string]figure, used map[string]bool) []string {
	var out []string
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.Count(expr, pair[:1]) != strings.Count(expr, pair[1:]) {
			out = append(out, "it has an open bracket")
		}
	}
	labels := []string{"le", "instance", "job"}
	for _, m := range named.FindAllStringSubmatch(expr, -1) {
		name := m[2]
		f, ok := listed[name]
		if base := regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, ""); !ok && listed[base].kind == "histogram" {
			name, f, ok = base, figure{"counter", listed[base].labels}, true
		}
		if !ok {
			out = append(out, "there is no "+name)
			continue
		}
		used[name] = true
		labels = append(labels, f.labels...)
		overTime := m[4] == "["
		switch {
		case f.kind == "histogram":
			out = append(out, name+" has parts: _bucket, _sum and _count")
		case f.kind == "counter" && !overTime:
			out = append(out, name+" only grows: ask for its rate")
		case f.kind == "gauge" && overTime:
			out = append(out, name+" is no counter: it has no rate")
		case m[1] == "sum" && slices.Contains([]string{"tillmate_inbox_entries", "tillmate_outbox_entries", "tillmate_dead_letters"}, name):
			out = append(out, name+" is the same everywhere: take its max")
		}
	}
	for _, m := range matcher.FindAllStringSubmatch(expr, -1) {
		if !slices.Contains(labels, m[1]) {
			out = append(out, "there is no label "+m[1])
		}
	}
	for _, m := range grouped.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(m[1], ", ") {
			if !slices.Contains(labels, label) {
				out = append(out, "there is no label "+label)
			}
		}
	}
	return out
}

// dashboard gives the questions of the dashboard.
func dashboard(t *testing.T) []question {
	t.Helper()
	var d struct {
		Title  string `json:"title"`
		Panels []struct {
			ID          int    `json:"id"`
			Type        string `json:"type"`
			Title       string `json:"title"`
			Description string `json:"description"`
			GridPos     struct{ X, Y, W, H int }
			Targets     []struct {
				Expr string `json:"expr"`
			} `json:"targets"`
		} `json:"panels"`
	}
	if err := json.Unmarshal([]byte(repositoryFile(t, "docs/operations/dashboard.json")), &d); err != nil {
		t.Fatal(err)
	}
	var out []question
	ids := map[int]bool{}
	for _, p := range d.Panels {
		if ids[p.ID] || p.GridPos.X+p.GridPos.W > 24 || p.GridPos.W < 1 || p.Type != "row" && (p.Description == "" || len(p.Targets) == 0) {
			t.Errorf("the panel %q is not whole: %+v", p.Title, p)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			out = append(out, question{"dashboard, " + p.Title, target.Expr})
		}
	}
	if len(out) < 20 {
		t.Errorf("the dashboard asks %d questions only", len(out))
	}
	return out
}

// alerts gives the questions of the alerts; each alert is explained in the
// guide.
func alerts(t *testing.T) []question {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert       string            `yaml:"alert"`
				Expr        string            `yaml:"expr"`
				For         string            `yaml:"for"`
				Labels      map[string]string `yaml:"labels"`
				Annotations map[string]string `yaml:"annotations"`
			}
		}
	}
	if err := yaml.Load([]byte(repositoryFile(t, "docs/operations/alerts.yml")), &file, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	guide := repositoryFile(t, "docs/operations.md")
	var out []question
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if severity := r.Labels["severity"]; severity != "page" && severity != "ticket" || r.Annotations["summary"] == "" {
				t.Errorf("the alert %q is not whole: %+v", r.Alert, r)
			}
			if !strings.Contains(guide, "| `"+r.Alert+"` |") {
				t.Errorf("docs/operations.md does not say what to do about %s", r.Alert)
			}
			out = append(out, question{r.Alert, r.Expr})
		}
	}
	for _, m := range regexp.MustCompile("\\| `(Tillmate[A-Za-z]+)` \\|").FindAllStringSubmatch(guide, -1) {
		if !slices.ContainsFunc(out, func(q question) bool { return q.where == m[1] }) {
			t.Errorf("docs/operations.md explains %s, which is no alert", m[1])
		}
	}
	return out
}
