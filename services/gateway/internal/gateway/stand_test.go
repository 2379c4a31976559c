package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"cloudnative.platform/gateway/internal/gatewaytest"
	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/settings"
	"cloudnative.platform/gateway/internal/telemetry"
)

// stand is a gateway that runs, with a Redis and two services behind it.
type stand struct {
	auth        *gatewaytest.Auth
	redis       *gatewaytest.Redis
	url, admin  string
	logs        *buffer
	stop        context.CancelFunc
	ended       chan error
	blogAnswers http.HandlerFunc // nil: what the blog was sent, as JSON
}

type buffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(line []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.Write(line)
}

// seen is what the blog answers of a request.
type seen struct {
	Method, Path, User, Name, Body string
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	name, _ := url.PathUnescape(r.Header.Get("X-User-Name"))
	_ = json.NewEncoder(w).Encode(seen{r.Method, r.URL.Path, r.Header.Get("X-User-Id"), name, string(body)})
}

// start runs a gateway; change may alter its settings before.
func start(t *testing.T, change func(*stand, *settings.Settings)) *stand {
	t.Helper()
	s := &stand{auth: gatewaytest.NewAuth(t, "a"), redis: gatewaytest.StartRedis(t), logs: &buffer{}}
	published := s.auth.Handler(t)
	auth := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.well-known/jwks.json" {
			published(w, r)
			return
		}
		echo(w, r)
	}))
	t.Cleanup(auth.Close)
	s.blogAnswers = echo
	blog := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.blogAnswers(w, r)
	}))
	t.Cleanup(blog.Close)
	loaded, err := settings.Load(map[string]string{
		"GATEWAY_AUTH_URL": auth.URL, "GATEWAY_BLOG_URL": blog.URL,
		"GATEWAY_REDIS_HOST": "127.0.0.1", "GATEWAY_REDIS_TLS": "off", "GATEWAY_DRAIN_TIME": "0.1",
	})
	if err != nil {
		t.Fatal(err)
	}
	loaded.RedisPort = settings.Port(s.redis.Port)
	if change != nil {
		change(s, &loaded)
	}
	s.run(t, loaded)
	return s
}

func (s *stand) run(t *testing.T, loaded settings.Settings) {
	t.Helper()
	public, admin := listener(t), listener(t)
	s.url, s.admin = "http://"+public.Addr().String(), "http://"+admin.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.ended = stop, make(chan error, 1)
	log := telemetry.NewLogger(s.logs, slog.LevelInfo)
	go func() { s.ended <- Run(ctx, loaded, Listeners{public, admin}, log) }()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-s.ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(20 * time.Second):
			t.Error("the gateway did not stop")
		}
	})
}

func listener(t *testing.T) net.Listener {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return socket
}

// answer is what a client gets.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) problem(t *testing.T) problem.Problem {
	t.Helper()
	var told problem.Problem
	if err := json.Unmarshal([]byte(a.body), &told); err != nil ||
		a.header.Get("Content-Type") != problem.MediaType || told.Status != a.status {
		t.Errorf("no problem: %d %s", a.status, a.body)
	}
	return told
}

func (a answer) seen(t *testing.T) seen {
	t.Helper()
	var found seen
	if err := json.Unmarshal([]byte(a.body), &found); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return found
}

// call sends a request with headers, given as "Name: value".
func (s *stand) call(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Add(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(text)}
}

func (s *stand) bearer(t *testing.T) string {
	t.Helper()
	return "Authorization: Bearer " + s.auth.Token(t, "a", gatewaytest.Claims())
}

// metric returns the value of one line of the metrics; "" where it is not there.
func (s *stand) metric(t *testing.T, name string) string {
	t.Helper()
	response, err := http.Get(s.admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "\n"+name+" ")
	value, _, _ := strings.Cut(after, "\n")
	return value
}
