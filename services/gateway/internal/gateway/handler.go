// Package gateway puts the parts together and runs them.
package gateway

import (
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"

	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/proxy"
	"cloudnative.platform/gateway/internal/ratelimit"
	"cloudnative.platform/gateway/internal/route"
	"cloudnative.platform/gateway/internal/settings"
	"cloudnative.platform/gateway/internal/telemetry"
	"cloudnative.platform/gateway/internal/token"
	"cloudnative.platform/gateway/internal/web"
)

// parts are what the handler is made of beside the settings.
type parts struct {
	keys     token.KeySource
	limiter  ratelimit.Limiter
	metrics  *telemetry.Metrics
	log      *slog.Logger
	draining *atomic.Bool
}

// handler answers what the world asks.
func handler(s settings.Settings, p parts) http.Handler {
	options := proxy.Options{
		Transport: proxy.NewTransport(s.UpstreamTimeout.Duration()),
		Timeout:   s.UpstreamTimeout.Duration(),
		BodyLimit: int(s.BodyLimit),
		Log:       p.log,
	}
	guarded := func(name route.Upstream, upstream *url.URL) http.Handler {
		return guard{
			verifier: token.NewVerifier(p.keys, s.TokenIssuer, s.TokenAudience),
			limiter:  p.limiter,
			rates:    rates{int(s.Rate), int(s.CredentialsRate)},
			proxies:  int(s.TrustedProxies),
			next:     proxy.New(name, upstream, options),
		}
	}
	served := dispatch(map[route.Upstream]http.Handler{
		route.Auth: guarded(route.Auth, &s.AuthURL.URL),
		route.Blog: guarded(route.Blog, &s.BlogURL.URL),
		route.Page: web.Handler(),
	})
	served = secured(lastAnswers(p.draining, bounded(int(s.InFlight), sameOrigin(served))))
	return route.Middleware(telemetry.Middleware(p.metrics, p.log, served))
}

func dispatch(handlers map[route.Upstream]http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if next, ok := handlers[route.Of(r.Context()).Upstream]; ok {
			next.ServeHTTP(w, r)
			return
		}
		problem.Write(w, http.StatusNotFound, "there is nothing at this path")
	})
}

// lastAnswers closes each connection after its answer while the gateway drains: a client must not
// send its next request on a connection that is about to be closed.
func lastAnswers(draining *atomic.Bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// admin answers what the platform asks, on a port that the world does not reach.
func admin(metrics *telemetry.Metrics, draining *atomic.Bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n"))
	})
	// Says nothing of Redis and the services: without them the gateway still has answers to give.
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if draining.Load() {
			problem.Write(w, http.StatusServiceUnavailable, "the gateway is about to stop")
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.Handle("GET /metrics", metrics.Handler())
	return mux
}
