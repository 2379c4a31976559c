package token

import (
	"crypto/elliptic"
	"testing"

	"cloudnative.platform/gateway/internal/gatewaytest"
)

// Every key that is read can verify ES256, whatever the set says.
func FuzzParseSet(f *testing.F) {
	f.Add(gatewaytest.NewAuth(f, "a", "b").Set(f))
	f.Add([]byte(`{"keys": [{"kty": "EC", "crv": "P-256", "kid": "a", "x": "AQ", "y": "AQ"}]}`))
	f.Add([]byte(`{"keys": [{"kty": "oct", "kid": "a", "k": "AQ"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		keys, err := ParseSet(body)
		if (err == nil) != (len(keys) > 0) {
			t.Errorf("%d keys, %v", len(keys), err)
		}
		for id, key := range keys {
			if _, err := key.ECDH(); err != nil || key.Curve != elliptic.P256() || id == "" {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}
