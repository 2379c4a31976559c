package telemetry

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/route"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// observed is a handler in the middleware, what it logs, and its metrics.
type observed struct {
	http.Handler
	out     bytes.Buffer
	metrics *Metrics
}

func around(t *testing.T, handler http.HandlerFunc) *observed {
	t.Helper()
	if _, err := Trace(context.Background(), false, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	made := &observed{metrics: NewMetrics()}
	log := NewLogger(&made.out, slog.LevelInfo)
	made.Handler = route.Middleware(Middleware(made.metrics, log, handler))
	return made
}

func (o *observed) get(t *testing.T, method, path string, header http.Header) *http.Response {
	t.Helper()
	request := httptest.NewRequest(method, path, nil)
	if header != nil {
		request.Header = header
	}
	answer := httptest.NewRecorder()
	o.ServeHTTP(answer, request)
	return answer.Result()
}

func (o *observed) scrape(t *testing.T, accept string) string {
	t.Helper()
	request := httptest.NewRequest("GET", "/metrics", nil)
	request.Header.Set("Accept", accept)
	answer := httptest.NewRecorder()
	o.metrics.Handler().ServeHTTP(answer, request)
	return answer.Body.String()
}

func TestARequestIsLoggedAndCounted(t *testing.T) {
	made := around(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
	})
	answer := made.get(t, "BREW", "/api/posts/1?q=secret", http.Header{
		"X-Request-Id": {"r-1"}, "Traceparent": {parent},
	})
	line := lines(t, &made.out)[0]
	if line["message"] != "other /api/posts/1 418" || line["status"] != 418.0 ||
		line["route"] != "/api/posts" || line["request_id"] != "r-1" ||
		line["trace_id"] != strings.Split(parent, "-")[1] {
		t.Errorf("%v", line)
	}
	if strings.Contains(made.out.String(), "secret") {
		t.Error("the query is in the log")
	}
	if answer.Header.Get("X-Request-Id") != "r-1" {
		t.Errorf("%v", answer.Header)
	}
	text := made.scrape(t, "text/plain")
	count := `http_requests_total{method="other",route="/api/posts",status="418"} 1`
	if !strings.Contains(text, count) || !strings.Contains(text, "http_requests_in_flight 0") {
		t.Error(text)
	}
}

func TestASlowRequestLeadsToItsTrace(t *testing.T) {
	made := around(t, func(http.ResponseWriter, *http.Request) {})
	made.get(t, "GET", "/api/posts", http.Header{"Traceparent": {parent}})
	text := made.scrape(t, "application/openmetrics-text; version=1.0.0")
	if !strings.Contains(text, `# {trace_id="0af7651916cd43dd8448eb211c80319c"}`) {
		t.Error(text)
	}
	unsampled := strings.TrimSuffix(parent, "1") + "0"
	made = around(t, func(http.ResponseWriter, *http.Request) {})
	made.get(t, "GET", "/api/posts", http.Header{"Traceparent": {unsampled}})
	text = made.scrape(t, "application/openmetrics-text; version=1.0.0")
	if strings.Contains(text, "trace_id") || !strings.Contains(text, "http_request_duration_seconds_count") {
		t.Error(text)
	}
}

func TestABadRequestIDIsReplaced(t *testing.T) {
	made := around(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Header.Get("X-Request-Id"))
	})
	for _, bad := range []string{"", "a b", "a\"", strings.Repeat("a", 129)} {
		answer := made.get(t, "GET", "/", http.Header{"X-Request-Id": {bad}})
		body, _ := io.ReadAll(answer.Body)
		given := answer.Header.Get("X-Request-Id")
		if given == bad || !requestID.MatchString(given) || string(body) != given {
			t.Errorf("%q became %q, and %q for the service", bad, given, body)
		}
	}
	if line := lines(t, &made.out)[0]; line["status"] != 200.0 {
		t.Errorf("%v", line)
	}
}

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	made := around(t, func(http.ResponseWriter, *http.Request) { panic("oops") })
	answer := made.get(t, "GET", "/", nil)
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != 500 || answer.Header.Get("Content-Type") != problem.MediaType ||
		strings.Contains(string(body), "oops") {
		t.Errorf("%s %s", answer.Status, body)
	}
	if found := lines(t, &made.out); found[0]["panic"] != "oops" || found[1]["status"] != 500.0 {
		t.Errorf("%v", found)
	}
}

func TestAnAnswerThatPanicsHalfwayIsBrokenOff(t *testing.T) {
	for _, reason := range []any{"oops", http.ErrAbortHandler} {
		made := around(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half")
			panic(reason)
		})
		func() {
			defer func() {
				//nolint:errorlint // a panic's value: net/http compares it so too
				if broken := recover(); broken != http.ErrAbortHandler {
					t.Errorf("%v became %v", reason, broken)
				}
			}()
			made.get(t, "GET", "/", nil)
		}()
		if !strings.Contains(made.scrape(t, "text/plain"), `http_requests_total{method="GET",route="/",status="200"} 1`) {
			t.Error("not counted")
		}
	}
}
