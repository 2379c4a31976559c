package gateway

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"cloudnative.platform/gateway/internal/gatewaytest"
	"cloudnative.platform/gateway/internal/settings"
)

func TestCallersAreLimitedEachByItself(t *testing.T) {
	s := start(t, func(_ *stand, loaded *settings.Settings) {
		loaded.Rate, loaded.CredentialsRate, loaded.TrustedProxies = 3, 2, 1
	})
	one, other := "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2"
	count := func(path string, headers ...string) (allowed int) {
		for range 5 {
			method := "GET"
			if strings.HasPrefix(path, "/api/auth") {
				method = "POST"
			}
			got := s.call(t, method, path, "", headers...)
			if got.status == 429 {
				got.problem(t)
				if got.header.Get("Retry-After") == "" || got.header.Get("RateLimit-Remaining") != "0" {
					t.Errorf("%v", got.header)
				}
			} else {
				allowed++
			}
		}
		return allowed
	}
	for name, got := range map[string][2]int{
		"an address":         {count("/api/posts", one), 3},
		"another address":    {count("/api/posts", other), 3},
		"a user":             {count("/api/posts", one, s.bearer(t)), 3},
		"the same elsewhere": {count("/api/posts", other, s.bearer(t)), 0},
		"credentials":        {count("/api/auth/login", one), 2},
		"bad tokens":         {count("/api/posts", "X-Forwarded-For: 192.0.2.3", "Authorization: Bearer x"), 3},
		"the page":           {count("/", one), 5},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %d calls instead of %d", name, got[0], got[1])
		}
	}
}

func TestRedisMayGoAndComeBack(t *testing.T) {
	s := start(t, nil)
	decided := func(limiter string) string {
		return s.metric(t, `gateway_rate_limit_decisions_total{allowed="true",limiter="`+limiter+`"}`)
	}
	s.call(t, "GET", "/api/posts", "")
	if decided("redis") != "1" || decided("local") != "" {
		t.Errorf("redis %s, local %s", decided("redis"), decided("local"))
	}
	s.redis.Stop(t)
	for range 5 {
		got := s.call(t, "GET", "/api/posts", "")
		if got.status != 200 || got.header.Get("RateLimit-Limit") != "600" {
			t.Errorf("%d %v", got.status, got.header)
		}
	}
	if decided("local") != "5" {
		t.Errorf("local %s", decided("local"))
	}
	s.redis.Start(t)
	gatewaytest.Eventually(t, func() bool {
		s.call(t, "GET", "/api/posts", "")
		return decided("redis") != "1"
	})
}

func TestTooMuchAtOnceIsRefused(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	s := start(t, func(s *stand, loaded *settings.Settings) {
		loaded.InFlight = 1
		s.blogAnswers = func(http.ResponseWriter, *http.Request) {
			arrived <- struct{}{}
			<-release
		}
	})
	var running sync.WaitGroup
	running.Go(func() { s.call(t, "GET", "/api/posts", "") })
	<-arrived
	if got := s.call(t, "GET", "/", ""); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("%d %v", got.status, got.header)
	}
	close(release)
	running.Wait()
}
