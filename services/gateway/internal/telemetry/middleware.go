package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/felixge/httpsnoop"
	"github.com/google/uuid"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/route"
)

const requestIDHeader = "X-Request-Id"

var (
	requestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,128}$`)
	methods   = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
)

// Middleware gives every request a span, ids, one log line and its metrics, and answers a panic.
// It needs route.Middleware before it.
func Middleware(metrics *Metrics, log *slog.Logger, next http.Handler) http.Handler {
	observed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !requestID.MatchString(id) {
			id = uuid.NewString()
		}
		r.Header.Set(requestIDHeader, id)
		w.Header().Set(requestIDHeader, id)
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		observe(metrics, log, next, w, r)
	})
	name := func(_ string, r *http.Request) string {
		return method(r) + " " + route.Of(r.Context()).Path
	}
	return otelhttp.NewHandler(observed, "gateway", otelhttp.WithSpanNameFormatter(name))
}

func observe(
	metrics *Metrics, log *slog.Logger, next http.Handler, w http.ResponseWriter, r *http.Request,
) {
	metrics.running.Inc()
	defer metrics.running.Dec()
	started, status := time.Now(), 0
	w = httpsnoop.Wrap(w, httpsnoop.Hooks{
		WriteHeader: func(write httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc {
			return func(code int) {
				if status == 0 && code >= http.StatusOK {
					status = code
				}
				write(code)
			}
		},
		Write: func(write httpsnoop.WriteFunc) httpsnoop.WriteFunc {
			return func(body []byte) (int, error) {
				if status == 0 {
					status = http.StatusOK
				}
				return write(body)
			}
		},
	})
	defer func() {
		failed := recover()
		//nolint:errorlint // a panic's value: net/http compares it so too
		if failed != nil && failed != http.ErrAbortHandler && status == 0 {
			log.ErrorContext(r.Context(), "unexpected error", "panic", failed)
			problem.Write(w, http.StatusInternalServerError, "")
			failed = nil
		}
		report(metrics, log, r, status, time.Since(started))
		if failed != nil { // the head is out: only breaking off tells that the rest is missing
			panic(http.ErrAbortHandler)
		}
	}()
	next.ServeHTTP(w, r)
}

func report(metrics *Metrics, log *slog.Logger, r *http.Request, status int, took time.Duration) {
	path := route.Of(r.Context()).Path
	metrics.observe(r.Context(), method(r), path, status, took)
	line := fmt.Sprintf("%s %s %d", method(r), r.URL.EscapedPath(), status)
	log.LogAttrs(r.Context(), slog.LevelInfo, line,
		slog.Int("status", status),
		slog.String("route", path),
		slog.Float64("milliseconds", float64(took.Microseconds())/1000))
}

// method is the request's, if it is a usual one: labels must be few.
func method(r *http.Request) string {
	if slices.Contains(methods, r.Method) {
		return r.Method
	}
	return "other"
}
