package route

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
)

func TestTheTable(t *testing.T) {
	for sent, want := range map[string]string{
		"/":                                "/",
		"/assets/app.js":                   "/assets",
		"/.well-known/jwks.json":           "/.well-known/jwks.json",
		"/.well-known/jwks.json/x":         "unknown",
		"/.well-known/other":               "unknown",
		"/api/auth/me":                     "/api/auth/me",
		"/api/auth/me/x":                   "/api/auth",
		"/api/auth/login":                  "/api/auth/login",
		"/api/auth/refresh":                "/api/auth",
		"/api/posts":                       "/api/posts",
		"/api/posts/":                      "/api/posts",
		"/api/posts/7b1f0a52/comments":     "/api/posts",
		"/api/postscript":                  "unknown",
		"/api":                             "unknown",
		"/metrics":                         "unknown",
		"/healthz":                         "unknown",
		"/openapi.json":                    "unknown",
		"/api/posts/../auth/me":            "unknown",
		"/api/posts/./x":                   "unknown",
		"/api/posts//x":                    "unknown",
		"//api/posts":                      "unknown",
		"/api/posts/%2e%2e/%2e%2e/metrics": "unknown",
		"/api/posts/..%2f..%2fmetrics":     "unknown",
		"/api/posts%2fx":                   "unknown",
		"/api/posts/a;b":                   "unknown",
		"/api/posts/a\\b":                  "unknown",
		"/api/posts/é":                     "unknown",
		"/API/posts":                       "unknown",
		"*":                                "unknown",
		"":                                 "unknown",
	} {
		if got := Match(sent).Path; got != want {
			t.Errorf("%q: %q instead of %q", sent, got, want)
		}
	}
}

func TestWhoNeedsAToken(t *testing.T) {
	for _, one := range []struct {
		path, method string
		want         bool
	}{
		{"/api/posts", "GET", false},
		{"/api/posts", "HEAD", false},
		{"/api/posts", "POST", true},
		{"/api/posts/1", "PUT", true},
		{"/api/posts/1", "DELETE", true},
		{"/api/posts/1", "PATCH", true},
		{"/api/posts/1", "ANYTHING", true},
		{"/api/auth/me", "GET", true},
		{"/api/auth/login", "POST", false},
		{"/.well-known/jwks.json", "GET", false},
	} {
		if got := Match(one.path).NeedsToken(one.method); got != one.want {
			t.Errorf("%s %s: %v", one.method, one.path, got)
		}
	}
}

func TestTheContextKeepsTheRoute(t *testing.T) {
	var found Route
	keep := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { found = Of(r.Context()) })
	Middleware(keep).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/api/posts/1", nil))
	if found.Upstream != Blog || Of(context.Background()) != Unknown {
		t.Errorf("found %+v", found)
	}
}

// Whatever matches means the same to every reader: unescaping and cleaning change nothing.
func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"/", "/api/posts/", "/api/auth/../posts", "/api/posts/%2e%2e/x",
		"/api//posts", "/api/posts/\x00", "/api/posts/..;/metrics", "/assets/a.b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		found := Match(sent)
		if found == Unknown {
			return
		}
		plain, err := url.PathUnescape(sent)
		if err != nil || plain != sent {
			t.Errorf("%q is also %q (%v)", sent, plain, err)
		}
		whole := path.Clean(sent)
		if whole != sent && whole+"/" != sent {
			t.Errorf("%q is also %q", sent, whole)
		}
		if whole != found.Path && !strings.HasPrefix(whole, found.Path+"/") {
			t.Errorf("%q is not below %q", sent, found.Path)
		}
	})
}
