// Package proxy passes requests on to the services behind the gateway.
package proxy

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/route"
	"cloudnative.platform/gateway/internal/token"
)

const (
	connectTimeout = time.Second
	// Below what servers keep an idle connection for, so that we are the ones to close it.
	idleTimeout    = 3 * time.Second
	connections    = 128 // to one service
	largestHeaders = 64 << 10
	// StatusClientGone stands in logs for an answer that nobody waited for.
	StatusClientGone = 499
)

// Caller is who a request comes from, as far as a service may know it.
type Caller struct {
	Address  string          // IP address
	Identity *token.Identity // nil without a token
}

type callerKey struct{}

// WithCaller keeps the caller for the proxy.
func WithCaller(ctx context.Context, caller Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

// NewTransport returns the bounded connections that all upstreams share. Requests that could not
// connect are repeated.
func NewTransport(timeout time.Duration) http.RoundTripper {
	return otelhttp.NewTransport(retry{&http.Transport{
		DialContext:            (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  timeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    connections,
		MaxConnsPerHost:        connections,
		MaxResponseHeaderBytes: largestHeaders,
		DisableCompression:     true,
	}})
}

// Options are what a proxy needs beside its upstream.
type Options struct {
	Transport http.RoundTripper
	Timeout   time.Duration // for the whole answer
	BodyLimit int           // bytes
	Log       *slog.Logger
}

// New returns a handler that passes requests on to one upstream.
func New(name route.Upstream, upstream *url.URL, options Options) http.Handler {
	reverse := &httputil.ReverseProxy{
		Transport: options.Transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(upstream)
			prepare(name, r.Out)
		},
		ModifyResponse: func(response *http.Response) error {
			for _, name := range ours {
				response.Header.Del(name)
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			fail(w, r, name, err, options.Log)
		},
		ErrorLog: slog.NewLogLogger(options.Log.Handler(), slog.LevelWarn),
	}
	limited := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), options.Timeout)
		defer cancel()
		reverse.ServeHTTP(w, r.WithContext(ctx))
	})
	return buffered(options.BodyLimit, limited)
}

// ours are headers of answers that the gateway sets itself.
var ours = []string{"Server", "X-Request-Id", "Strict-Transport-Security", "X-Content-Type-Options",
	"Content-Security-Policy", "Referrer-Policy", "RateLimit-Limit", "RateLimit-Remaining",
	"RateLimit-Reset"}

// prepare leaves in a request only what the service is to see.
func prepare(name route.Upstream, request *http.Request) {
	header := request.Header
	for sent := range header {
		// Some servers read X_User_Id as X-User-Id.
		if strings.HasPrefix(strings.ToLower(strings.ReplaceAll(sent, "_", "-")), "x-user-") {
			delete(header, sent)
		}
	}
	header.Del("Upgrade") // no service speaks another protocol
	header.Del("Connection")
	if name != route.Auth { // tokens are for auth alone
		header.Del("Authorization")
		header.Del("Cookie")
	}
	caller, _ := request.Context().Value(callerKey{}).(Caller)
	header.Set("X-Forwarded-For", caller.Address)
	if caller.Identity != nil {
		header.Set("X-User-Id", caller.Identity.ID.String())
		header.Set("X-User-Name", url.PathEscape(caller.Identity.Name)) // headers are not UTF-8
	}
}

func fail(
	w http.ResponseWriter, r *http.Request, name route.Upstream, err error, log *slog.Logger,
) {
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		w.WriteHeader(StatusClientGone)
		return
	case neverSent(err):
		problem.TryLater(w, http.StatusServiceUnavailable, "the service does not answer now; try again")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		problem.Write(w, http.StatusGatewayTimeout, "the service took too long")
	default:
		problem.Write(w, http.StatusBadGateway, "the service broke off its answer")
	}
	log.WarnContext(r.Context(), "upstream failed", "upstream", string(name), "error", err.Error())
}
