package gateway

import (
	"net/http"

	"cloudnative.platform/gateway/internal/problem"
)

// headers protect every answer; the page brings a content policy of its own.
var headers = map[string]string{
	"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	"X-Content-Type-Options":    "nosniff",
	"Referrer-Policy":           "no-referrer",
	"Content-Security-Policy":   "default-src 'none'; frame-ancestors 'none'",
}

func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses what a browser sends from another site's page, but for safe methods.
func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, http.StatusForbidden, "the request comes from another site's page")
	}))
	return protection.Handler(next)
}

// bounded lets a number of requests run at once; more are told to come again.
func bounded(running int, next http.Handler) http.Handler {
	places := make(chan struct{}, running)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		default:
			problem.TryLater(w, http.StatusServiceUnavailable, "too many requests at once; try again")
		}
	})
}
