package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"
)

func lines(t *testing.T, out *bytes.Buffer) []map[string]any {
	t.Helper()
	var found []map[string]any
	for _, line := range bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n")) {
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		found = append(found, fields)
	}
	return found
}

func TestALineHasTheFieldsOfAllServices(t *testing.T) {
	var out bytes.Buffer
	log := NewLogger(&out, slog.LevelInfo)
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
	ctx := trace.ContextWithSpanContext(context.Background(), span)
	ctx = context.WithValue(ctx, requestIDKey{}, "r-1")
	log.With("a", 1).WithGroup("g").WarnContext(ctx, "said", "level", "own")
	log.Debug("not said")
	found := lines(t, &out)
	if len(found) != 1 {
		t.Fatalf("%d lines", len(found))
	}
	line := found[0]
	at, err := time.Parse(time.RFC3339, line["time"].(string))
	if err != nil || at.Location() != time.UTC {
		t.Errorf("time: %v", line["time"])
	}
	group := line["g"].(map[string]any)
	if line["level"] != "warn" || line["message"] != "said" || line["a"] != 1.0 ||
		group["level"] != "own" {
		t.Errorf("%v", line)
	}
	if group["request_id"] != "r-1" || group["trace_id"] != span.TraceID().String() {
		t.Errorf("%v", line)
	}
}
