package gateway

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cloudnative.platform/gateway/internal/settings"
)

func TestAStopFailsNoRequest(t *testing.T) {
	s := start(t, func(s *stand, loaded *settings.Settings) {
		loaded.DrainTime, loaded.Rate = settings.Seconds(500*time.Millisecond), 1_000_000
		s.blogAnswers = func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(5 * time.Millisecond)
			_, _ = io.WriteString(w, "[]")
		}
	})
	var answered, last atomic.Int32
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			own := &http.Transport{}
			defer own.CloseIdleConnections()
			for {
				request, _ := http.NewRequestWithContext(t.Context(), "GET", s.url+"/api/posts", nil)
				response, err := own.RoundTrip(request)
				if err != nil {
					t.Errorf("a request failed: %v", err)
					return
				}
				body, err := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if response.StatusCode != 200 || string(body) != "[]" || err != nil {
					t.Errorf("a request failed: %s %v", response.Status, err)
				}
				answered.Add(1)
				if response.Close { // a client that is told to go comes back to another pod
					last.Add(1)
					return
				}
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	s.stop()
	clients.Wait()
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
	s.ended <- nil // for the clean-up
	if last.Load() != 8 || answered.Load() < 20 {
		t.Errorf("%d requests, %d connections closed by an answer", answered.Load(), last.Load())
	}
}

func TestARunningRequestEndsBeforeTheGatewayDoes(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	s := start(t, func(s *stand, _ *settings.Settings) {
		s.blogAnswers = func(w http.ResponseWriter, _ *http.Request) {
			close(arrived)
			<-release
			_, _ = io.WriteString(w, "late")
		}
	})
	got := make(chan answer)
	go func() { got <- s.call(t, "GET", "/api/posts", "") }()
	<-arrived
	s.stop()
	time.Sleep(300 * time.Millisecond) // past the drain time
	close(release)
	if late := <-got; late.body != "late" {
		t.Errorf("%+v", late)
	}
}

func TestThePlatformIsTold(t *testing.T) {
	s := start(t, func(_ *stand, loaded *settings.Settings) {
		loaded.DrainTime = settings.Seconds(2 * time.Second)
	})
	status := func(path string) int {
		response, err := http.Get(s.admin + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		return response.StatusCode
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404} {
		if got := status(path); got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	s.stop()
	deadline := time.Now().Add(time.Second)
	for status("/readyz") != 503 {
		if time.Now().After(deadline) {
			t.Fatal("still ready")
		}
		time.Sleep(time.Millisecond)
	}
	if status("/healthz") != 200 || s.call(t, "GET", "/api/posts", "").status != 200 {
		t.Error("a gateway that drains does not answer")
	}
}

func TestASocketThatBreaksEndsTheGateway(t *testing.T) {
	loaded := settings.Settings{RedisHost: "127.0.0.1", StopTimeout: settings.Seconds(time.Second)}
	closed := listener(t)
	_ = closed.Close()
	err := Run(t.Context(), loaded, Listeners{closed, listener(t)}, slog.New(slog.DiscardHandler))
	if !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

func TestABadAuthorityEndsTheGateway(t *testing.T) {
	loaded := settings.Settings{RedisCA: "/nowhere", RedisTLS: true}
	err := Run(t.Context(), loaded, Listeners{}, slog.New(slog.DiscardHandler))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestTheLogIsOfTheRequests(t *testing.T) {
	s := start(t, nil)
	s.call(t, "GET", "/api/posts/1", "", "X-Request-Id: r-1")
	s.stop()
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
	s.ended <- nil // for the clean-up
	text := s.logs.String()
	for _, want := range []string{`"message":"GET /api/posts/1 200"`, `"request_id":"r-1"`} {
		if strings.Contains(text, want) {
			continue
		}
		t.Error(text)
	}
}
