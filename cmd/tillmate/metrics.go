package main

import (
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/tillmate/tillmate/bot"
	"github.com/tillmate/tillmate/bot/telegram"
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge/bundle"
)

// latencies are the upper bounds of the histograms, in seconds.
var latencies = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// metrics counts what the operator watches. It holds no text and no id of a
// person. docs/operations.md says what each figure means.
type metrics struct {
	registry *prometheus.Registry

	updates, turns, routes, escalations *prometheus.CounterVec
	calls, retries                      *prometheus.CounterVec
	ignored                             *prometheus.CounterVec
	dropped, redisErrors                prometheus.Counter
	droppedSoFar                        int64
	turnTime, answerTime, questions     prometheus.Histogram
	callTime, searchTime                prometheus.Histogram
	inbox, outbox, outboxAge, dead      prometheus.Gauge
	owned, leader                       prometheus.Gauge
	contentInfo                         *prometheus.GaugeVec
	contentSerial, contentAt            prometheus.Gauge
	contentRefused                      prometheus.Gauge
	switchTime                          prometheus.Histogram
}

// newMetrics registers every figure.
func newMetrics() *metrics {
	r := prometheus.NewRegistry()
	m := &metrics{
		registry:    r,
		updates:     counters(r, "updates_total", "Updates taken in, by kind.", "kind"),
		turns:       counters(r, "turns_total", "Events handled, by kind.", "event"),
		routes:      counters(r, "recommendations_total", "Recommendations given, by route.", "route"),
		escalations: counters(r, "escalations_total", "Cases handed to a person, by reason.", "reason"),
		calls:       counters(r, "telegram_calls_total", "Calls to the Bot API, by method and result.", "method", "result"),
		retries:     counters(r, "deliveries_retried_total", "Deliveries that failed and are made again, by decision.", "decision"),
		ignored:     counters(r, "updates_ignored_total", "Updates that are for nobody, by reason.", "reason"),
		dropped:     counter(r, "updates_dropped_total", "Updates over a person's budget that were not read."),
		redisErrors: counter(r, "redis_errors_total", "Calls to Redis that failed."),
		turnTime:    histogram(r, "turn_seconds", "Time from reading a batch to having stored it.", latencies),
		answerTime:  histogram(r, "answer_seconds", "Time from deciding an answer to having sent it.", latencies),
		questions:   histogram(r, "questions_per_case", "Questions asked before an advice or a hand-off.", []float64{0, 1, 2, 3, 4, 5, 6}),
		callTime:    histogram(r, "telegram_seconds", "Time of a call to the Bot API.", latencies),
		searchTime:  histogram(r, "search_seconds", "Time of a search in the knowledge.", latencies),
		inbox:       gauge(r, "inbox_entries", "Updates that wait to be handled."),
		outbox:      gauge(r, "outbox_entries", "Deliveries that wait to be sent."),
		outboxAge:   gauge(r, "outbox_age_seconds", "Age of the oldest delivery that waits."),
		dead:        gauge(r, "dead_letters", "Updates and deliveries that were put aside."),
		owned:       gauge(r, "partitions_owned", "Partitions this replica works on."),
		leader:      gauge(r, "leader", "1 while this replica polls Telegram."),

		contentInfo:    gauges(r, "content_info", "The content that is served; always 1.", "generation", "bundle"),
		contentSerial:  gauge(r, "content_serial", "Serial number of the publication that is served; 0 for content that was not published."),
		contentAt:      gauge(r, "content_published_seconds", "When that publication was made, in Unix time."),
		contentRefused: gauge(r, "content_refused", "1 while what is published cannot be served by this replica."),
		switchTime:     histogram(r, "content_switch_seconds", "Time from finding new content to serving it.", latencies),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "tillmate", Name: "build_info", Help: "The version that runs; always 1."}, []string{"version"})
	r.MustRegister(build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	build.WithLabelValues(version).Set(1)
	return m
}

func counters(r *prometheus.Registry, name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "tillmate", Name: name, Help: help}, labels)
	r.MustRegister(c)
	return c
}

func counter(r *prometheus.Registry, name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "tillmate", Name: name, Help: help})
	r.MustRegister(c)
	return c
}

func histogram(r *prometheus.Registry, name, help string, buckets []float64) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "tillmate", Name: name, Help: help, Buckets: buckets})
	r.MustRegister(h)
	return h
}

func gauges(r *prometheus.Registry, name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "tillmate", Name: name, Help: help}, labels)
	r.MustRegister(g)
	return g
}

func gauge(r *prometheus.Registry, name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "tillmate", Name: name, Help: help})
	r.MustRegister(g)
	return g
}

// Turned counts an event and what came of it.
func (m *metrics) Turned(ev conversation.Event, asked int, effects []conversation.Effect) {
	m.turns.WithLabelValues(string(ev.Kind)).Inc()
	for _, e := range effects {
		switch e := e.(type) {
		case conversation.Recommendation:
			m.routes.WithLabelValues(string(e.Route)).Inc()
			m.questions.Observe(float64(asked))
		case conversation.Handoff:
			m.escalations.WithLabelValues(e.Reason).Inc()
			m.questions.Observe(float64(asked))
		}
	}
}

// Committed counts a batch.
func (m *metrics) Committed(_ int, took time.Duration) { m.turnTime.Observe(took.Seconds()) }

// Sent counts a delivery.
func (m *metrics) Sent(d bot.Delivery, _ string, waited time.Duration) {
	if d.Kind == bot.Show {
		m.answerTime.Observe(waited.Seconds())
	}
}

// Retried counts a delivery that is made again.
func (m *metrics) Retried(_ bot.Delivery, decision bot.Decision) {
	m.retries.WithLabelValues(string(decision)).Inc()
}

// Called counts a call to the Bot API.
func (m *metrics) Called(method, result string, took time.Duration) {
	m.calls.WithLabelValues(method, result).Inc()
	if method != "getUpdates" { // it waits for updates
		m.callTime.Observe(took.Seconds())
	}
}

// Took counts an update that was stored.
func (m *metrics) Took(kind bot.UpdateKind) { m.updates.WithLabelValues(string(kind)).Inc() }

// Left counts an update that is for nobody.
func (m *metrics) Left(reason telegram.Reason) { m.ignored.WithLabelValues(string(reason)).Inc() }

// setDropped notes how many updates were dropped since the start.
func (m *metrics) setDropped(n int64) {
	m.dropped.Add(float64(n - m.droppedSoFar))
	m.droppedSoFar = n
}

// serves notes the edition that is in use.
func (m *metrics) serves(e *edition) {
	m.contentInfo.Reset()
	m.contentInfo.WithLabelValues(e.index.Name(), e.published.Name).Set(1)
	m.publishedAt(e.published)
}

// publishedAt notes the publication of the content that is in use.
func (m *metrics) publishedAt(p bundle.Publication) {
	m.contentSerial.Set(float64(p.Serial))
	at := 0.0
	if p.Serial > 0 {
		at = float64(p.At.UnixMilli()) / 1000
	}
	m.contentAt.Set(at)
}
