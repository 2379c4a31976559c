// Package gatewaytest is what the tests of several packages need: an issuer of tokens, a Redis.
package gatewaytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
)

// What the tokens say, unless a test changes it.
const (
	Issuer   = "https://auth.cloudnative.platform"
	Audience = "cloudnative.platform"
	UserID   = "7b1f0a52-6c0b-4d39-9a3e-0f4f3d0c7a11"
	UserName = "Kim 김"
)

// Auth publishes keys and signs tokens as the auth service does.
type Auth struct {
	Fetches atomic.Int32 // of the published keys
	Down    atomic.Bool  // whether it answers 503

	mutex sync.Mutex
	keys  map[string]*ecdsa.PrivateKey
}

// NewAuth returns an issuer with one key for each id.
func NewAuth(t testing.TB, ids ...string) *Auth {
	t.Helper()
	auth := &Auth{keys: map[string]*ecdsa.PrivateKey{}}
	for _, id := range ids {
		auth.Publish(t, id)
	}
	return auth
}

// NewKey returns a private key of the right kind.
func NewKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Publish adds a key.
func (a *Auth) Publish(t testing.TB, id string) {
	t.Helper()
	key := NewKey(t)
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.keys[id] = key
}

// Withdraw removes a key.
func (a *Auth) Withdraw(id string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	delete(a.keys, id)
}

// Set returns the published keys as JSON.
func (a *Auth) Set(t testing.TB) []byte {
	t.Helper()
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var set jwkset.JWKSMarshal
	for id, key := range a.keys {
		options := jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{
			ALG: jwkset.AlgES256, KID: id, USE: jwkset.UseSig,
		}}
		made, err := jwkset.NewJWKFromKey(key.Public(), options)
		if err != nil {
			t.Fatal(err)
		}
		set.Keys = append(set.Keys, made.Marshal())
	}
	body, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Handler answers the published keys.
func (a *Auth) Handler(t testing.TB) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		a.Fetches.Add(1)
		if a.Down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(a.Set(t))
	}
}

// Claims returns those of a good token.
func Claims() jwt.MapClaims {
	now := time.Now()
	return jwt.MapClaims{
		"iss": Issuer, "aud": Audience, "sub": UserID, "name": UserName, "jti": "1",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(15 * time.Minute).Unix(),
	}
}

// Token returns a token that the key with this id signed.
func (a *Auth) Token(t testing.TB, id string, claims jwt.MapClaims) string {
	t.Helper()
	a.mutex.Lock()
	key := a.keys[id]
	a.mutex.Unlock()
	return Sign(t, jwt.SigningMethodES256, map[string]any{"kid": id}, claims, key)
}

// Sign returns a token with any method, headers, claims and key.
func Sign(
	t testing.TB, method jwt.SigningMethod, header map[string]any, claims jwt.MapClaims, key any,
) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	for name, value := range header {
		token.Header[name] = value
	}
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}
