package gateway

import (
	"errors"
	"net/http"

	"cloudnative.platform/gateway/internal/problem"
	"cloudnative.platform/gateway/internal/proxy"
	"cloudnative.platform/gateway/internal/ratelimit"
	"cloudnative.platform/gateway/internal/route"
	"cloudnative.platform/gateway/internal/token"
)

// rates are calls a minute.
type rates struct{ general, credentials int }

// guard finds out who calls, counts the call, and lets it on to the service if it may.
type guard struct {
	verifier *token.Verifier
	limiter  ratelimit.Limiter
	rates    rates
	proxies  int
	next     http.Handler
}

// ServeHTTP answers errors itself. Calls with a bad token are counted too, by address.
func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	caller := proxy.Caller{Address: clientAddress(r, g.proxies)}
	identity, tokenErr := g.identify(r)
	if tokenErr == nil {
		caller.Identity = &identity
	}
	if !g.allowed(w, r, caller) {
		return
	}
	needed := route.Of(r.Context()).NeedsToken(r.Method)
	if tokenErr != nil && (needed || !errors.Is(tokenErr, token.ErrNone)) {
		refuse(w, tokenErr)
		return
	}
	g.next.ServeHTTP(w, r.WithContext(proxy.WithCaller(r.Context(), caller)))
}

func (g guard) identify(r *http.Request) (token.Identity, error) {
	if route.Of(r.Context()).Access == route.Public {
		return token.Identity{}, token.ErrNone
	}
	raw, err := token.Bearer(r.Header)
	if err != nil {
		return token.Identity{}, err
	}
	return g.verifier.Verify(r.Context(), raw)
}

// allowed counts the call; where it is one too many, it is answered.
func (g guard) allowed(w http.ResponseWriter, r *http.Request, caller proxy.Caller) bool {
	key, limit := "address:"+network(caller.Address), g.rates.general
	switch {
	case route.Of(r.Context()).Credentials:
		key, limit = "credentials:"+key, g.rates.credentials
	case caller.Identity != nil:
		key = "user:" + caller.Identity.ID.String()
	}
	decision, err := g.limiter.Allow(r.Context(), key, limit)
	if err != nil { // the limiter in this process never fails
		panic(err)
	}
	decision.Describe(w.Header())
	if !decision.Allowed {
		problem.Write(w, http.StatusTooManyRequests, "too many requests; see Retry-After")
	}
	return decision.Allowed
}

// refuse answers an error of the token; WWW-Authenticate is as RFC 6750, 3 wants it.
func refuse(w http.ResponseWriter, err error) {
	var invalid token.InvalidError
	challenge, detail := "Bearer", err.Error()
	switch {
	case errors.Is(err, token.ErrKeysUnavailable):
		problem.TryLater(w, http.StatusServiceUnavailable, "tokens cannot be checked now; try again")
		return
	case errors.As(err, &invalid):
		challenge, detail = `Bearer error="invalid_token"`, "the access token is not valid"
	}
	w.Header().Set("WWW-Authenticate", challenge)
	reason := problem.FieldError{Field: "header.authorization", Reason: err.Error()}
	problem.Write(w, http.StatusUnauthorized, detail, reason)
}
