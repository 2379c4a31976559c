// Package telemetry is what the gateway tells about itself: logs, metrics and traces.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

type requestIDKey struct{}

// NewLogger writes one JSON object per line, with the ids of the request it belongs to.
func NewLogger(out io.Writer, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: named}
	return slog.New(withIDs{slog.NewJSONHandler(out, options)})
}

// named gives the standard fields the names that all services use.
func named(groups []string, field slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return field
	}
	switch field.Key {
	case slog.MessageKey:
		field.Key = "message"
	case slog.LevelKey:
		field.Value = slog.StringValue(strings.ToLower(field.Value.String()))
	case slog.TimeKey:
		field.Value = slog.TimeValue(field.Value.Time().UTC())
	}
	return field
}

type withIDs struct{ slog.Handler }

func (h withIDs) Handle(ctx context.Context, record slog.Record) error {
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		record.AddAttrs(slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		record.AddAttrs(slog.String("trace_id", span.TraceID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h withIDs) WithAttrs(fields []slog.Attr) slog.Handler {
	return withIDs{h.Handler.WithAttrs(fields)}
}

func (h withIDs) WithGroup(name string) slog.Handler { return withIDs{h.Handler.WithGroup(name)} }
