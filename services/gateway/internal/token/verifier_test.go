package token

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"cloudnative.platform/gateway/internal/gatewaytest"
)

// fixed is a set of keys that never changes.
type fixed map[string]*ecdsa.PublicKey

func (f fixed) Find(_ context.Context, id string) (any, error) {
	if id == "unavailable" {
		return nil, ErrKeysUnavailable
	}
	if key, ok := f[id]; ok {
		return key, nil
	}
	return nil, ErrUnknownKey
}

func verifier(t testing.TB, auth *gatewaytest.Auth) *Verifier {
	t.Helper()
	keys, err := ParseSet(auth.Set(t))
	if err != nil {
		t.Fatal(err)
	}
	return NewVerifier(fixed(keys), gatewaytest.Issuer, gatewaytest.Audience)
}

func TestAGoodTokenTellsWhoCalls(t *testing.T) {
	auth := gatewaytest.NewAuth(t, "a", "b")
	for _, id := range []string{"a", "b"} {
		token := auth.Token(t, id, gatewaytest.Claims())
		who, err := verifier(t, auth).Verify(context.Background(), token)
		if err != nil || who.ID.String() != gatewaytest.UserID || who.Name != gatewaytest.UserName {
			t.Errorf("%+v, %v", who, err)
		}
	}
}

func TestClaimsThatAreNotGood(t *testing.T) {
	auth := gatewaytest.NewAuth(t, "a")
	minute := func(from int) int64 { return time.Now().Add(time.Duration(from) * time.Minute).Unix() }
	for _, one := range []struct {
		claim  string
		value  any // nil: without the claim
		reason string
	}{
		{"exp", minute(-1), "expired"},
		{"exp", nil, "not valid"},
		{"exp", "soon", "not valid"},
		{"nbf", minute(1), "not valid yet"},
		{"nbf", nil, "not valid"},
		{"iat", minute(1), "not valid yet"},
		{"iss", "https://elsewhere", "another service"},
		{"iss", nil, "not valid"},
		{"aud", "another", "another service"},
		{"aud", nil, "not valid"},
		{"sub", "1", "no user"},
		{"sub", strings.ToUpper(gatewaytest.UserID), "no user"},
		{"sub", nil, "no user"},
		{"name", "", "no name"},
		{"name", strings.Repeat("é", 81), "no name"},
		{"name", 7, "not valid"},
		{"name", nil, "no name"},
	} {
		claims := gatewaytest.Claims()
		claims[one.claim] = one.value
		if one.value == nil {
			delete(claims, one.claim)
		}
		_, err := verifier(t, auth).Verify(context.Background(), auth.Token(t, "a", claims))
		var invalid InvalidError
		if !errors.As(err, &invalid) || !strings.Contains(invalid.Reason, one.reason) {
			t.Errorf("%s = %v: %v", one.claim, one.value, err)
		}
	}
}

func TestTokensThatTheIssuerDidNotSign(t *testing.T) {
	auth := gatewaytest.NewAuth(t, "a")
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(method jwt.SigningMethod, header map[string]any, key any) string {
		return gatewaytest.Sign(t, method, header, gatewaytest.Claims(), key)
	}
	kid := map[string]any{"kid": "a"}
	good := auth.Token(t, "a", gatewaytest.Claims())
	parts := strings.Split(good, ".")
	other := strings.Split(auth.Token(t, "a", jwt.MapClaims{"sub": "x"}), ".")
	for name, token := range map[string]string{
		"no signature":      sign(jwt.SigningMethodNone, kid, jwt.UnsafeAllowNoneSignatureType),
		"keyed by the set":  sign(jwt.SigningMethodHS256, kid, auth.Set(t)),
		"another curve":     sign(jwt.SigningMethodES384, kid, p384),
		"another key":       sign(jwt.SigningMethodES256, kid, gatewaytest.NewKey(t)),
		"unknown key":       sign(jwt.SigningMethodES256, map[string]any{"kid": "b"}, gatewaytest.NewKey(t)),
		"no key id":         sign(jwt.SigningMethodES256, nil, gatewaytest.NewKey(t)),
		"key id no string":  sign(jwt.SigningMethodES256, map[string]any{"kid": 1}, gatewaytest.NewKey(t)),
		"critical header":   sign(jwt.SigningMethodES256, map[string]any{"kid": "a", "crit": []string{"x"}}, gatewaytest.NewKey(t)),
		"cut":               good[:len(good)-2],
		"other claims":      parts[0] + "." + other[1] + "." + parts[2],
		"no parts":          "nonsense",
		"empty parts":       "..",
		"one part too many": good + ".x",
		"white space":       " " + good,
	} {
		_, err := verifier(t, auth).Verify(context.Background(), token)
		var invalid InvalidError
		if !errors.As(err, &invalid) || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeysThatCannotBeHadAreNoFaultOfTheToken(t *testing.T) {
	auth := gatewaytest.NewAuth(t, "a", "unavailable")
	token := auth.Token(t, "unavailable", gatewaytest.Claims())
	_, err := verifier(t, auth).Verify(context.Background(), token)
	if !errors.Is(err, ErrKeysUnavailable) {
		t.Error(err)
	}
}

func TestBearer(t *testing.T) {
	for _, one := range []struct {
		values []string
		token  string
	}{
		{[]string{"Bearer abc"}, "abc"},
		{[]string{"bearer abc"}, "abc"},
		{[]string{"Basic abc"}, ""},
		{[]string{"Bearer"}, ""},
		{[]string{"Bearer "}, ""},
		{[]string{""}, ""},
		{[]string{"Bearer a", "Bearer b"}, ""},
		{[]string{"Bearer " + strings.Repeat("a", longestToken+1)}, ""},
	} {
		token, err := Bearer(http.Header{"Authorization": one.values})
		var invalid InvalidError
		if token != one.token || (token == "") != errors.As(err, &invalid) {
			t.Errorf("%q: %q, %v", one.values, token, err)
		}
	}
	if _, err := Bearer(http.Header{}); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
}

// Whatever is sent, nobody is anybody but the user whom the token was signed for.
func FuzzVerify(f *testing.F) {
	auth := gatewaytest.NewAuth(f, "a")
	check := verifier(f, auth)
	good := auth.Token(f, "a", gatewaytest.Claims())
	f.Add("Bearer " + good)
	f.Add("Bearer " + good[:len(good)-1])
	f.Add("Bearer " + strings.Replace(good, ".", "..", 1))
	f.Add("Bearer eyJhbGciOiJub25lIn0.e30.")
	f.Add("Basic " + good)
	f.Fuzz(func(t *testing.T, header string) {
		raw, err := Bearer(http.Header{"Authorization": {header}})
		if err != nil {
			return
		}
		who, err := check.Verify(context.Background(), raw)
		if err == nil && (who.ID.String() != gatewaytest.UserID || who.Name != gatewaytest.UserName) {
			t.Errorf("%q is %+v", header, who)
		}
	})
}
