// Package token checks access tokens: JWTs that the auth service signs with ES256.
package token

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

const (
	// Algorithm is the only one that is accepted.
	Algorithm = "ES256"

	longestToken = 4096 // bytes
	longestName  = 80   // characters
	// Clocks of two pods differ a little.
	leeway = 5 * time.Second
)

// ErrNone tells that a request brings no token.
var ErrNone = errors.New("an access token is needed")

// InvalidError tells what is wrong with a token, in words that may be answered.
type InvalidError struct{ Reason string }

func (e InvalidError) Error() string { return e.Reason }

// Identity is who a token was given to.
type Identity struct {
	ID   uuid.UUID
	Name string
}

// Bearer returns the token of a request's Authorization header (RFC 6750, 2.1).
//
// Errors: ErrNone, InvalidError.
func Bearer(header http.Header) (string, error) {
	values := header.Values("Authorization")
	if len(values) == 0 {
		return "", ErrNone
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", InvalidError{"must be one Bearer token"}
	}
	if len(token) > longestToken {
		return "", InvalidError{"the token is too long"}
	}
	return token, nil
}

// KeySource finds the public key with an id.
type KeySource interface {
	// Find returns an *ecdsa.PublicKey. Errors: ErrUnknownKey, ErrKeysUnavailable.
	Find(ctx context.Context, id string) (any, error)
}

// Verifier checks tokens of one issuer for one audience.
type Verifier struct {
	keys   KeySource
	parser *jwt.Parser
}

// NewVerifier returns a verifier.
func NewVerifier(keys KeySource, issuer, audience string) *Verifier {
	return &Verifier{keys, jwt.NewParser(
		jwt.WithValidMethods([]string{Algorithm}),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audience),
		jwt.WithExpirationRequired(),
		jwt.WithNotBeforeRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(leeway),
		jwt.WithStrictDecoding(),
	)}
}

type claims struct {
	jwt.RegisteredClaims
	Name string `json:"name"`
}

// Verify checks a token and returns whose it is.
//
// Errors: InvalidError, ErrKeysUnavailable.
func (v *Verifier) Verify(ctx context.Context, raw string) (Identity, error) {
	var found claims
	_, err := v.parser.ParseWithClaims(raw, &found, func(token *jwt.Token) (any, error) {
		// RFC 7515, 4.1.11: what is critical must be understood, and nothing is.
		if _, critical := token.Header["crit"]; critical {
			return nil, InvalidError{"the token has critical headers"}
		}
		id, ok := token.Header["kid"].(string)
		if !ok {
			return nil, InvalidError{"the token names no key"}
		}
		return v.keys.Find(ctx, id)
	})
	if err != nil {
		return Identity{}, explain(err)
	}
	return found.identity()
}

func (c claims) identity() (Identity, error) {
	id, err := uuid.Parse(c.Subject)
	if err != nil || id.String() != c.Subject {
		return Identity{}, InvalidError{"the token's subject is no user"}
	}
	if length := utf8.RuneCountInString(c.Name); length == 0 || length > longestName {
		return Identity{}, InvalidError{"the token has no name of 1 to 80 characters"}
	}
	return Identity{id, c.Name}, nil
}

// explain turns the library's error into one of ours, without what it repeats of the token.
func explain(err error) error {
	var invalid InvalidError
	switch {
	case errors.Is(err, ErrKeysUnavailable):
		return fmt.Errorf("verify the token: %w", err)
	case errors.As(err, &invalid):
		return invalid
	case errors.Is(err, ErrUnknownKey):
		return InvalidError{"the token's key is not known"}
	case errors.Is(err, jwt.ErrTokenExpired):
		return InvalidError{"the token has expired"}
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return InvalidError{"the token is not valid yet"}
	case errors.Is(err, jwt.ErrTokenInvalidIssuer), errors.Is(err, jwt.ErrTokenInvalidAudience):
		return InvalidError{"the token is for another service"}
	}
	return InvalidError{"the token is not valid"}
}
