package ratelimit

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// clock stands still until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func ask(t *testing.T, limiter Limiter, key string, limit int) Decision {
	t.Helper()
	decision, err := limiter.Allow(context.Background(), key, limit)
	if err != nil {
		t.Fatal(err)
	}
	return decision
}

func TestTheLimitMayComeAtOnceAndThenFlows(t *testing.T) {
	time0 := &clock{time.Unix(1_000_000_000, 0)}
	limiter := NewLocal(time0.now)
	for left := 5; left >= 0; left-- {
		want := Decision{true, 6, left, time.Duration(6-left) * 10 * time.Second, 0}
		if got := ask(t, limiter, "a", 6); got != want {
			t.Errorf("%+v instead of %+v", got, want)
		}
	}
	want := Decision{false, 6, 0, time.Minute, 10 * time.Second}
	if got := ask(t, limiter, "a", 6); got != want {
		t.Errorf("%+v instead of %+v", got, want)
	}
	if !ask(t, limiter, "b", 6).Allowed {
		t.Error("another caller is not limited by the first")
	}
	time0.at = time0.at.Add(10 * time.Second)
	if !ask(t, limiter, "a", 6).Allowed || ask(t, limiter, "a", 6).Allowed {
		t.Error("one call, and no more, was allowed after ten seconds")
	}
}

func TestCallersThatAreForgottenAreTheLongestSilent(t *testing.T) {
	time0 := &clock{time.Unix(1_000_000_000, 0)}
	limiter := NewLocal(time0.now)
	ask(t, limiter, "loud", 1)
	for number := range 2 * callers {
		ask(t, limiter, fmt.Sprint(number), 1)
		if number%1000 == 0 && ask(t, limiter, "loud", 1).Allowed {
			t.Fatal("forgotten between two calls")
		}
	}
	if size := limiter.buckets.Len(); size != callers {
		t.Errorf("%d callers are kept", size)
	}
}

func TestTheHeadersOfADecision(t *testing.T) {
	header := http.Header{}
	Decision{Allowed: true, Limit: 10, Remaining: 9, Reset: 1500 * time.Millisecond}.Describe(header)
	if header.Get("RateLimit-Limit") != "10" || header.Get("RateLimit-Remaining") != "9" ||
		header.Get("RateLimit-Reset") != "2" || header.Get("Retry-After") != "" {
		t.Errorf("allowed: %v", header)
	}
	Decision{Limit: 10, Reset: time.Minute, Retry: time.Millisecond}.Describe(header)
	if header.Get("Retry-After") != "1" || header.Get("RateLimit-Reset") != "60" {
		t.Errorf("limited: %v", header)
	}
}
