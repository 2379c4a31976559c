package token

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/MicahParks/jwkset"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"
)

const (
	largestSet   = 64 << 10 // bytes
	fetchTimeout = 3 * time.Second
	// A key is published long before it signs, so a background refresh usually has it in time.
	refreshEvery = 5 * time.Minute
	retryEvery   = 2 * time.Second
	// Tokens with made-up key ids must not become a load on the auth service.
	unknownEvery = 5 * time.Second
	unknownBurst = 2
)

var (
	// ErrUnknownKey tells that the auth service publishes no such key.
	ErrUnknownKey = errors.New("unknown key")
	// ErrKeysUnavailable tells that the auth service could not be asked for its keys.
	ErrKeysUnavailable = errors.New("the keys are not available")
)

// Keys are the auth service's public keys (a JWK set, RFC 7517), cached. Keys that were once
// fetched are used while the auth service does not answer.
type Keys struct {
	url     string
	client  *http.Client
	log     *slog.Logger
	unknown *rate.Limiter
	flight  singleflight.Group
	known   atomic.Pointer[set]
	writing sync.Mutex
}

// set is what the last fetch left: keys by id, and why they may be out of date.
type set struct {
	keys map[string]*ecdsa.PublicKey
	err  error
}

// NewKeys returns an empty cache of the set at a URL; Run or Find fills it.
func NewKeys(url string, client *http.Client, log *slog.Logger) *Keys {
	keys := &Keys{url: url, client: client, log: log}
	keys.unknown = rate.NewLimiter(rate.Every(unknownEvery), unknownBurst)
	keys.known.Store(&set{err: ErrKeysUnavailable})
	return keys
}

// Run fetches the keys now and then every few minutes, sooner after an error, until ctx ends.
func (k *Keys) Run(ctx context.Context) {
	for {
		wait := refreshEvery
		if k.refresh() != nil {
			wait = retryEvery
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Find returns a key; one that is not known is asked for, within the rate bound.
func (k *Keys) Find(ctx context.Context, id string) (any, error) {
	if key, ok := k.known.Load().keys[id]; ok {
		return key, nil
	}
	// Who comes while a fetch is on its way waits for that one.
	done := k.flight.DoChan("", func() (any, error) {
		if !k.unknown.Allow() {
			return nil, nil
		}
		return nil, k.refresh()
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrKeysUnavailable, ctx.Err())
	case <-done:
	}
	now := k.known.Load()
	if key, ok := now.keys[id]; ok {
		return key, nil
	}
	if now.err != nil { // the key may be one that could not be fetched
		return nil, fmt.Errorf("%w: %w", ErrKeysUnavailable, now.err)
	}
	return nil, ErrUnknownKey
}

// refresh puts the published keys in the place of the known ones; after an error they stay.
func (k *Keys) refresh() error {
	k.writing.Lock() // an error must not bring back what a newer answer has replaced
	defer k.writing.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	keys, err := k.fetch(ctx)
	if err != nil {
		k.log.Warn("cannot fetch the keys of tokens", "error", err.Error())
		keys = k.known.Load().keys
	}
	k.known.Store(&set{keys, err})
	return err
}

func (k *Keys) fetch(ctx context.Context) (map[string]*ecdsa.PublicKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return nil, err
	}
	response, err := k.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", k.url, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, largestSet))
	if err != nil {
		return nil, err
	}
	return ParseSet(body)
}

// ParseSet returns the keys of a JWK set that may sign ES256, by id; it leaves out all others.
func ParseSet(body []byte) (map[string]*ecdsa.PublicKey, error) {
	var published jwkset.JWKSMarshal
	if err := json.Unmarshal(body, &published); err != nil {
		return nil, fmt.Errorf("read the JWK set: %w", err)
	}
	keys := map[string]*ecdsa.PublicKey{}
	for _, one := range published.Keys {
		key, err := jwkset.NewJWKFromMarshal(one, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{})
		if err != nil {
			continue // of another kind than ours
		}
		public, ok := key.Key().(*ecdsa.PublicKey)
		signs := one.USE == "" || one.USE == jwkset.UseSig
		if ok && signs && one.KID != "" && public.Curve == elliptic.P256() {
			keys[one.KID] = public
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("the JWK set has no key for " + Algorithm)
	}
	return keys, nil
}
