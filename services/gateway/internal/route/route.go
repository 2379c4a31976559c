// Package route knows which service answers which path, and what a request must bring.
package route

import (
	"context"
	"net/http"
	"regexp"
	"strings"
)

// Upstream names a service behind the gateway.
type Upstream string

// The services, and the gateway's own page.
const (
	Auth Upstream = "auth"
	Blog Upstream = "blog"
	Page Upstream = "page"
)

// Access says when a request needs a token.
type Access int

// Public reads no token; Writes needs one for unsafe methods; Always needs one.
const (
	Public Access = iota
	Writes
	Always
)

// Route is a path, all below it, and how requests to it are treated.
type Route struct {
	// Path without a slash at its end; the label of logs and metrics.
	Path     string
	Upstream Upstream
	Access   Access
	// Exact routes have nothing below them.
	Exact bool
	// Credentials are presented here, so calls are limited more strictly.
	Credentials bool
}

// Table has the more special path first.
var Table = []Route{
	{Path: "/.well-known/jwks.json", Upstream: Auth, Exact: true},
	{Path: "/api/auth/me", Upstream: Auth, Access: Always, Exact: true},
	{Path: "/api/auth/login", Upstream: Auth, Exact: true, Credentials: true},
	{Path: "/api/auth/register", Upstream: Auth, Exact: true, Credentials: true},
	{Path: "/api/auth", Upstream: Auth},
	{Path: "/api/posts", Upstream: Blog, Access: Writes},
	{Path: "/assets", Upstream: Page},
	{Path: "/", Upstream: Page, Exact: true},
}

// Unknown is the route of paths that nobody answers.
var Unknown = Route{Path: "unknown"}

// Every path of ours is made of RFC 3986's unreserved characters. With nothing escaped, no empty
// and no dot segments, no service can read a path in another way than the gateway does.
var plain = regexp.MustCompile(`^(/[A-Za-z0-9._~-]+)*/?$`)

// Match returns the route of a path as it was sent; Unknown where there is none.
func Match(escaped string) Route {
	if !plain.MatchString(escaped) || hasDotSegment(escaped) {
		return Unknown
	}
	for _, route := range Table {
		if escaped == route.Path || (!route.Exact && strings.HasPrefix(escaped, route.Path+"/")) {
			return route
		}
	}
	return Unknown
}

func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// NeedsToken tells whether the method may not be called on the route without a token.
func (r Route) NeedsToken(method string) bool {
	return r.Access == Always || (r.Access == Writes && !safe(method))
}

// safe methods are those of RFC 9110, 9.2.1.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

type key struct{}

// Middleware keeps the request's route in its context.
func Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found := Match(r.URL.EscapedPath())
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, found)))
	})
}

// Of returns the route that Middleware kept; Unknown where it did not run.
func Of(ctx context.Context) Route {
	if found, ok := ctx.Value(key{}).(Route); ok {
		return found
	}
	return Unknown
}
