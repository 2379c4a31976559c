package proxy

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/route"
)

func TestABodyThatBreaksOffIsABadRequest(t *testing.T) {
	server := over(t, route.Blog, upstream(t, func(http.ResponseWriter, *http.Request) {
		t.Error("it reached the service")
	}))
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	_, _ = io.WriteString(connection, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")
	_ = connection.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(connection)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") {
		t.Errorf("%q", answer)
	}
}

func TestUpstreamsThatFail(t *testing.T) {
	hang := make(chan struct{})
	slow := upstream(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	})
	defer close(hang)
	var broken atomic.Int32
	cut := upstream(t, func(http.ResponseWriter, *http.Request) {
		broken.Add(1)
		panic(http.ErrAbortHandler)
	})
	nobody := httptest.NewServer(nil)
	nobody.Close()
	for name, one := range map[string]struct {
		url    string
		status int
	}{
		"away": {nobody.URL, 503}, "slow": {slow, 504}, "broken": {cut, 502},
	} {
		server := over(t, route.Blog, one.url)
		response, text := do(t, request(t, "POST", server.URL+"/", strings.NewReader("x"), nil))
		var told problem.Problem
		if err := json.Unmarshal([]byte(text), &told); err != nil || told.Status != one.status ||
			response.StatusCode != one.status ||
			response.Header.Get("Content-Type") != problem.MediaType ||
			(response.Header.Get("Retry-After") != "") != (name == "away") {
			t.Errorf("%s: %s %s", name, response.Status, text)
		}
	}
	if broken.Load() != 1 {
		t.Errorf("a POST was sent %d times", broken.Load())
	}
}

func TestAServiceThatComesUpInTimeCostsNoRequest(t *testing.T) {
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := socket.Addr().String()
	_ = socket.Close()
	server := over(t, route.Blog, "http://"+address)
	late := &http.Server{ReadHeaderTimeout: timeout, Handler: http.NotFoundHandler()}
	defer func() { _ = late.Close() }()
	time.AfterFunc(backoff/2, func() {
		if again, err := net.Listen("tcp", address); err == nil {
			_ = late.Serve(again)
		}
	})
	response, _ := do(t, request(t, "POST", server.URL+"/", strings.NewReader("x"), nil))
	if response.StatusCode != http.StatusNotFound {
		t.Error(response.Status)
	}
}

func TestAClientThatGoesAwayEndsTheUpstreamRequest(t *testing.T) {
	arrived, ended := make(chan struct{}), make(chan struct{})
	server := over(t, route.Blog, upstream(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(ended)
	}))
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-arrived
		leave()
	}()
	asked := request(t, "GET", server.URL+"/", nil, nil).WithContext(ctx)
	if _, err := http.DefaultClient.Do(asked); err == nil {
		t.Error("there was an answer")
	}
	<-ended
}
