// Package ratelimit bounds how often a caller may call. The count is in Redis, so that all pods
// share it; while Redis is away, each pod counts for itself.
package ratelimit

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"
)

// Decision tells whether one call may go on, and what the caller has left.
type Decision struct {
	Allowed   bool
	Limit     int // calls a minute, all of which may come at once
	Remaining int
	Reset     time.Duration // until the whole limit is there again
	Retry     time.Duration // until the next call may go on; 0 where this one may
}

// Limiter counts calls by key.
type Limiter interface {
	// Allow counts one call of key, which may make limit calls a minute.
	Allow(ctx context.Context, key string, limit int) (Decision, error)
}

// Describe puts the decision into the answer's headers: RateLimit-* as in
// draft-ietf-httpapi-ratelimit-headers-07, and Retry-After; times are whole seconds, rounded up.
func (d Decision) Describe(header http.Header) {
	header.Set("RateLimit-Limit", strconv.Itoa(d.Limit))
	header.Set("RateLimit-Remaining", strconv.Itoa(d.Remaining))
	header.Set("RateLimit-Reset", seconds(d.Reset))
	if !d.Allowed {
		header.Set("Retry-After", seconds(d.Retry))
	}
}

func seconds(wait time.Duration) string {
	return strconv.Itoa(int(math.Ceil(wait.Seconds())))
}

// Counted tells Count each decision of another limiter.
type Counted struct {
	Limiter
	Name  string
	Count func(limiter string, allowed bool)
}

// Allow counts one call.
func (c Counted) Allow(ctx context.Context, key string, limit int) (Decision, error) {
	decision, err := c.Limiter.Allow(ctx, key, limit)
	if err == nil {
		c.Count(c.Name, decision.Allowed)
	}
	return decision, err
}
