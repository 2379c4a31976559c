package token

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cloudnative.platform/gateway/internal/gatewaytest"
)

// direct answers without a socket, so that tests may run on a false clock.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	answer := httptest.NewRecorder()
	d.ServeHTTP(answer, r)
	return answer.Result(), nil
}

func newKeys(handler http.Handler) *Keys {
	client := &http.Client{Transport: direct{handler}}
	return NewKeys("http://auth/.well-known/jwks.json", client, slog.New(slog.DiscardHandler))
}

func has(t *testing.T, keys *Keys, id string, want error) {
	t.Helper()
	if _, err := keys.Find(context.Background(), id); !errors.Is(err, want) {
		t.Errorf("%s: %v instead of %v", id, err, want)
	}
}

func TestKeysAreFetchedOnceAndKept(t *testing.T) {
	auth := gatewaytest.NewAuth(t, "a")
	keys := newKeys(auth.Handler(t))
	for range 10 {
		has(t, keys, "a", nil)
	}
	if fetches := auth.Fetches.Load(); fetches != 1 {
		t.Errorf("%d fetches", fetches)
	}
}

func TestManyCallersOfANewKeyWaitForOneFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		auth := gatewaytest.NewAuth(t, "a")
		answer := auth.Handler(t)
		keys := newKeys(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			answer(w, r)
		}))
		has(t, keys, "a", nil)
		auth.Publish(t, "b")
		var callers sync.WaitGroup
		for range 50 {
			callers.Go(func() { has(t, keys, "b", nil) })
		}
		callers.Wait()
		if fetches := auth.Fetches.Load(); fetches != 2 {
			t.Errorf("%d fetches", fetches)
		}
	})
}

func TestMadeUpKeyIDsAreNoLoadOnTheAuthService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		auth := gatewaytest.NewAuth(t, "a")
		keys := newKeys(auth.Handler(t))
		for range 1000 {
			has(t, keys, "made-up", ErrUnknownKey)
		}
		if fetches := auth.Fetches.Load(); fetches != unknownBurst {
			t.Errorf("%d fetches", fetches)
		}
		time.Sleep(unknownEvery)
		auth.Publish(t, "b")
		has(t, keys, "b", nil)
	})
}

func TestAnOutageIsSurvivedWithTheKnownKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		auth := gatewaytest.NewAuth(t, "a")
		keys := newKeys(auth.Handler(t))
		auth.Down.Store(true)
		has(t, keys, "a", ErrKeysUnavailable)
		auth.Down.Store(false)
		has(t, keys, "a", nil)

		auth.Down.Store(true)
		time.Sleep(unknownEvery)
		has(t, keys, "new", ErrKeysUnavailable)
		has(t, keys, "a", nil)

		auth.Down.Store(false)
		time.Sleep(unknownEvery)
		has(t, keys, "new", ErrUnknownKey)
	})
}

func TestTheBackgroundFollowsARotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		auth := gatewaytest.NewAuth(t, "a")
		auth.Down.Store(true)
		keys := newKeys(auth.Handler(t))
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		go keys.Run(ctx)
		synctest.Wait()
		auth.Down.Store(false)
		time.Sleep(retryEvery + time.Second)
		fetches := auth.Fetches.Load()
		has(t, keys, "a", nil)
		if auth.Fetches.Load() != fetches {
			t.Error("the retry had not fetched the key")
		}

		auth.Publish(t, "b")
		auth.Withdraw("a")
		time.Sleep(refreshEvery)
		fetches = auth.Fetches.Load()
		has(t, keys, "b", nil)
		if auth.Fetches.Load() != fetches {
			t.Error("the refresh had not fetched the key")
		}
		has(t, keys, "a", ErrUnknownKey)
	})
}

func TestACallerThatGoesAwayIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		keys := newKeys(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		ctx, leave := context.WithCancel(context.Background())
		answered := make(chan error)
		go func() {
			_, err := keys.Find(ctx, "a")
			answered <- err
		}()
		synctest.Wait()
		leave()
		if err := <-answered; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		close(release)
	})
}

func TestAnswersThatAreNoSet(t *testing.T) {
	for name, body := range map[string][]byte{
		"empty":     {},
		"no JSON":   []byte("<html>"),
		"no keys":   []byte(`{"keys": []}`),
		"too large": append([]byte(`{"keys": [], "x": "`), bytes.Repeat([]byte("x"), largestSet)...),
		"RSA":       []byte(`{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}`),
		"off curve": []byte(`{"keys": [{"kty": "EC", "crv": "P-256", "kid": "a", "x": "AQ", "y": "AQ"}]}`),
	} {
		keys := newKeys(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(body)
		}))
		t.Run(name, func(t *testing.T) { has(t, keys, "a", ErrKeysUnavailable) })
	}
}

func TestABrokenAnswerIsAnError(t *testing.T) {
	keys := NewKeys("http://auth/", &http.Client{Transport: broken{}}, slog.New(slog.DiscardHandler))
	has(t, keys, "a", ErrKeysUnavailable)
	keys = NewKeys("http://%", http.DefaultClient, slog.New(slog.DiscardHandler))
	has(t, keys, "a", ErrKeysUnavailable)
}

type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) {
	reader, writer := io.Pipe()
	_ = writer.CloseWithError(io.ErrUnexpectedEOF)
	return &http.Response{StatusCode: http.StatusOK, Body: reader}, nil
}
