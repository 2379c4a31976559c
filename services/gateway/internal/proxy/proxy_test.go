package proxy

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"cloudnative.platform/gateway/internal/gatewaytest"
	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/route"
	"cloudnative.platform/gateway/internal/token"
)

const (
	limit   = 1000
	timeout = 500 * time.Millisecond
)

var caller = Caller{
	Address:  "192.0.2.1",
	Identity: &token.Identity{ID: uuid.MustParse(gatewaytest.UserID), Name: gatewaytest.UserName},
}

// over returns the proxy in front of a real server, as a real server.
func over(t *testing.T, name route.Upstream, upstream string) *httptest.Server {
	t.Helper()
	target, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	proxy := New(name, target, Options{
		Transport: NewTransport(timeout),
		Timeout:   2 * timeout,
		BodyLimit: limit,
		Log:       slog.New(slog.DiscardHandler),
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r.WithContext(WithCaller(r.Context(), caller)))
	}))
	t.Cleanup(server.Close)
	return server
}

func upstream(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func do(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func request(t *testing.T, method, url string, body io.Reader, header http.Header) *http.Request {
	t.Helper()
	made, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		made.Header = header
	}
	return made
}

func TestARequestAndItsAnswerPass(t *testing.T) {
	got := make(chan *http.Request, 1)
	blog := upstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Location", "/api/posts/1")
		w.Header().Set("Server", "some")
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(bytes.ToUpper(body))
		got <- r
	})
	server := over(t, route.Blog, blog)
	// A reader of unknown length is sent in chunks.
	body := io.MultiReader(strings.NewReader("dra"), strings.NewReader("ft"))
	response, text := do(t, request(t, "POST", server.URL+"/api/posts?q=a%20b", body, http.Header{
		"Idempotency-Key": {"k"}, "Authorization": {"Bearer x"}, "Cookie": {"a=b"},
		"X-Forwarded-For": {"203.0.113.9"}, "X-User-Id": {"forged"},
	}))
	if response.StatusCode != http.StatusCreated || text != "DRAFT" ||
		response.Header.Get("Location") != "/api/posts/1" || response.Header.Get("Server") != "" {
		t.Errorf("%s %s %v", response.Status, text, response.Header)
	}
	seen := <-got
	if seen.URL.Path != "/api/posts" || seen.URL.Query().Get("q") != "a b" ||
		seen.Host != strings.TrimPrefix(blog, "http://") || seen.ContentLength != 5 {
		t.Errorf("%s %s, %d bytes", seen.Host, seen.URL, seen.ContentLength)
	}
	for name, want := range map[string]string{
		"Idempotency-Key": "k",
		"Authorization":   "",
		"Cookie":          "",
		"X-Forwarded-For": caller.Address,
		"X-User-Id":       gatewaytest.UserID,
		"X-User-Name":     "Kim%20%EA%B9%80",
	} {
		if values := seen.Header.Values(name); strings.Join(values, "|") != want {
			t.Errorf("%s: %q", name, values)
		}
	}
}

func TestAuthAloneSeesTokensAndCookies(t *testing.T) {
	server := over(t, route.Auth, upstream(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "refresh_token", Value: "new", HttpOnly: true})
		_, _ = io.WriteString(w, r.Header.Get("Authorization")+" "+r.Header.Get("Cookie"))
	}))
	response, text := do(t, request(t, "POST", server.URL+"/api/auth/refresh", nil, http.Header{
		"Authorization": {"Bearer x"}, "Cookie": {"refresh_token=old"},
	}))
	if text != "Bearer x refresh_token=old" || response.Cookies()[0].Value != "new" {
		t.Errorf("%s %v", text, response.Header)
	}
}

func TestTheLargestBody(t *testing.T) {
	var calls atomic.Int32
	server := over(t, route.Blog, upstream(t, func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	for size, want := range map[int]int{0: 200, limit: 200, limit + 1: 413, 100 * limit: 413} {
		body := strings.NewReader(strings.Repeat("x", size))
		response, text := do(t, request(t, "POST", server.URL+"/", body, nil))
		if response.StatusCode != want {
			t.Errorf("%d bytes: %s", size, response.Status)
		}
		if want == 413 {
			var told problem.Problem
			if json.Unmarshal([]byte(text), &told) != nil || told.Errors[0].Field != "body" {
				t.Errorf("%d bytes: %s", size, text)
			}
		}
	}
	if calls.Load() != 2 {
		t.Errorf("%d calls reached the service", calls.Load())
	}
}

func TestNoOtherProtocolIsSpoken(t *testing.T) {
	server := over(t, route.Blog, upstream(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Header.Get("Connection")+r.Header.Get("Upgrade"))
	}))
	response, text := do(t, request(t, "GET", server.URL+"/", nil, http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"},
	}))
	if response.StatusCode != http.StatusOK || text != "" {
		t.Errorf("%s %q", response.Status, text)
	}
}
