package telemetry

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/trace"
)

// buckets are those of all services, in seconds.
var buckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// Metrics of one gateway; the label route is a path of the table, never one that was sent.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	limited  *prometheus.CounterVec
	running  prometheus.Gauge
}

// NewMetrics returns metrics that nothing was counted in.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total",
			Help: "Requests that were answered.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "http_request_duration_seconds",
			Help:    "Time from the request's head to the answer's end.",
			Buckets: buckets,
		}, []string{"method", "route"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gateway_rate_limit_decisions_total",
			Help: "Calls that were counted, by the place of the count.",
		}, []string{"limiter", "allowed"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight",
			Help: "Requests that are being answered.",
		}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.limited, m.running,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers the metrics to Prometheus, with exemplars where it can read them.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
}

// Decided counts one decision of a rate limiter.
func (m *Metrics) Decided(limiter string, allowed bool) {
	m.limited.WithLabelValues(limiter, strconv.FormatBool(allowed)).Inc()
}

func (m *Metrics) observe(
	ctx context.Context, method, route string, status int, took time.Duration,
) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	seconds := m.seconds.WithLabelValues(method, route)
	span := trace.SpanContextFromContext(ctx)
	if observer, ok := seconds.(prometheus.ExemplarObserver); ok && span.IsSampled() {
		id := prometheus.Labels{"trace_id": span.TraceID().String()}
		observer.ObserveWithExemplar(took.Seconds(), id)
		return
	}
	seconds.Observe(took.Seconds())
}
