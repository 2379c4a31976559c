package telemetry

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"cloudnative.platform/gateway/internal/route"
)

func TestSpansReachTheCollector(t *testing.T) {
	received := make(chan *collector.ExportTraceServiceRequest, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent := &collector.ExportTraceServiceRequest{}
		if err := proto.Unmarshal(body, sent); err != nil {
			t.Error(err)
		}
		received <- sent
	}))
	defer server.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=tests")
	flush, err := Trace(context.Background(), true, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	handler := route.Middleware(Middleware(NewMetrics(), slog.New(slog.DiscardHandler), http.NotFoundHandler()))
	request := httptest.NewRequest("GET", "/api/posts/1", nil)
	request.Header.Set("Traceparent", parent)
	handler.ServeHTTP(httptest.NewRecorder(), request)
	if err := flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	sent := (<-received).ResourceSpans[0]
	span := sent.ScopeSpans[0].Spans[0]
	if span.Name != "GET /api/posts" || !strings.Contains(parent, hex.EncodeToString(span.TraceId)) ||
		!strings.Contains(parent, hex.EncodeToString(span.ParentSpanId)) {
		t.Errorf("%v", span)
	}
	about := sent.Resource.String()
	if !strings.Contains(about, `"gateway"`) || !strings.Contains(about, "deployment.environment") {
		t.Error(about)
	}
}

func TestErrorsOfTracesAreLogged(t *testing.T) {
	made := around(t, nil)
	if _, err := Trace(context.Background(), false, NewLogger(&made.out, slog.LevelInfo)); err != nil {
		t.Fatal(err)
	}
	otel.Handle(errors.New("lost"))
	if line := lines(t, &made.out)[0]; line["error"] != "lost" {
		t.Errorf("%v", line)
	}
}

func TestABadEnvironmentIsSaid(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "no value")
	if _, err := Trace(context.Background(), false, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("it was taken")
	}
}
