package gateway

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"cloudnative.platform/gateway/internal/gatewaytest"
	"cloudnative.platform/gateway/internal/settings"
)

func TestWhoMayDoWhat(t *testing.T) {
	s := start(t, nil)
	good := s.bearer(t)
	old := gatewaytest.Claims()
	old["exp"] = time.Now().Add(-time.Hour).Unix()
	expired := "Authorization: Bearer " + s.auth.Token(t, "a", old)
	for _, one := range []struct {
		method, path, header string
		status               int
		user                 string // whom the service sees
	}{
		{"GET", "/api/posts", "X-None: 1", 200, ""},
		{"GET", "/api/posts", good, 200, gatewaytest.UserID},
		{"GET", "/api/posts", expired, 401, ""},
		{"GET", "/api/posts", "X-User-Id: forged", 200, ""},
		{"GET", "/api/posts", "X_user_id: forged", 200, ""},
		{"POST", "/api/posts", "X-None: 1", 401, ""},
		{"POST", "/api/posts", "X-User-Id: forged", 401, ""},
		{"POST", "/api/posts", good, 200, gatewaytest.UserID},
		{"POST", "/api/posts", expired, 401, ""},
		{"PUT", "/api/posts/1", "X-None: 1", 401, ""},
		{"DELETE", "/api/posts/1/comments/2", "X-None: 1", 401, ""},
		{"DELETE", "/api/posts/1/comments/2", good, 200, gatewaytest.UserID},
		{"GET", "/api/auth/me", "X-None: 1", 401, ""},
		{"GET", "/api/auth/me", good, 200, gatewaytest.UserID},
		{"POST", "/api/auth/login", "X-None: 1", 200, ""},
		{"POST", "/api/auth/refresh", expired, 200, ""},
	} {
		got := s.call(t, one.method, one.path, "", one.header)
		if got.status != one.status {
			t.Errorf("%s %s %s: %d %s", one.method, one.path, one.header, got.status, got.body)
		} else if one.status == 200 {
			if found := got.seen(t); found.User != one.user || (found.Name == gatewaytest.UserName) != (one.user != "") {
				t.Errorf("%s %s %s: the service saw %+v", one.method, one.path, one.header, found)
			}
		} else if told := got.problem(t); told.Errors[0].Field != "header.authorization" {
			t.Errorf("%+v", told)
		}
	}
}

func TestAChallengeTellsWhetherATokenWasBad(t *testing.T) {
	s := start(t, nil)
	none, bad := s.call(t, "POST", "/api/posts", ""), s.call(t, "POST", "/api/posts", "", "Authorization: Bearer x")
	if none.header.Get("WWW-Authenticate") != "Bearer" ||
		bad.header.Get("WWW-Authenticate") != `Bearer error="invalid_token"` {
		t.Errorf("%v and %v", none.header, bad.header)
	}
}

func TestWithoutTheAuthServiceReadersStillRead(t *testing.T) {
	s := start(t, func(s *stand, _ *settings.Settings) { s.auth.Down.Store(true) })
	header := s.bearer(t)
	if got := s.call(t, "GET", "/api/posts", ""); got.status != 200 {
		t.Errorf("a reader: %d", got.status)
	}
	got := s.call(t, "POST", "/api/posts", "", header)
	if got.problem(t); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("a writer: %d %v", got.status, got.header)
	}
	s.auth.Down.Store(false)
	gatewaytest.Eventually(t, func() bool { return s.call(t, "POST", "/api/posts", "", header).status == 200 })
}

func TestARotationCostsNoRequest(t *testing.T) {
	s := start(t, nil)
	before := s.bearer(t)
	s.auth.Publish(t, "b")
	after := "Authorization: Bearer " + s.auth.Token(t, "b", gatewaytest.Claims())
	for _, header := range []string{before, after, before} {
		if got := s.call(t, "POST", "/api/posts", "", header); got.status != 200 {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
}

func TestOtherSitesCannotWrite(t *testing.T) {
	s := start(t, nil)
	for _, one := range []struct {
		method, header string
		status         int
	}{
		{"POST", "Sec-Fetch-Site: cross-site", 403},
		{"POST", "Sec-Fetch-Site: same-site", 403},
		{"POST", "Origin: https://elsewhere.example", 403},
		{"POST", "Sec-Fetch-Site: same-origin", 200},
		{"POST", "X-None: 1", 200},
		{"GET", "Sec-Fetch-Site: cross-site", 200},
	} {
		got := s.call(t, one.method, "/api/auth/refresh", "{}", one.header)
		if got.status != one.status {
			t.Errorf("%s %s: %d", one.method, one.header, got.status)
		}
		if got.status == 403 {
			got.problem(t)
		}
	}
}

func TestEveryAnswerIsSecured(t *testing.T) {
	s := start(t, nil)
	for _, path := range []string{"/", "/assets/app.js", "/api/posts", "/nothing", "/api/auth/me"} {
		got := s.call(t, "GET", path, "")
		for name := range headers {
			if len(got.header.Values(name)) != 1 {
				t.Errorf("%s: %s is %q", path, name, got.header.Values(name))
			}
		}
		if got.header.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, got.header)
		}
	}
}

func TestTheWorldSeesNoMoreThanTheTable(t *testing.T) {
	s := start(t, nil)
	for _, path := range []string{"/metrics", "/healthz", "/readyz", "/openapi.json", "/api",
		"/api/posts/%2e%2e/%2e%2e/metrics", "/api/posts/../../metrics", "//api/posts"} {
		if got := s.call(t, "GET", path, ""); got.status != 404 {
			t.Errorf("%s: %d", path, got.status)
		} else {
			got.problem(t)
		}
	}
	if got := s.call(t, "GET", "/", ""); !strings.Contains(got.body, "<title>Blog</title>") {
		t.Error(got.body)
	}
}

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
		if got := s.call(t, "GET", "/api/posts", ""); got.status != 200 || got.header.Get("RateLimit-Limit") != "600" {
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
