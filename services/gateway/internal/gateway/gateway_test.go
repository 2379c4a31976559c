package gateway

import (
	"strings"
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
			found := got.seen(t)
			if found.User != one.user || (found.Name == gatewaytest.UserName) != (one.user != "") {
				t.Errorf("%s %s %s: the service saw %+v", one.method, one.path, one.header, found)
			}
		} else if told := got.problem(t); told.Errors[0].Field != "header.authorization" {
			t.Errorf("%+v", told)
		}
	}
}

func TestAChallengeTellsWhetherATokenWasBad(t *testing.T) {
	s := start(t, nil)
	none := s.call(t, "POST", "/api/posts", "")
	bad := s.call(t, "POST", "/api/posts", "", "Authorization: Bearer x")
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
