package ratelimit

import (
	"context"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	// After this many errors in a row, nobody waits for the first limiter any more …
	patience = 3
	// … until one call tries it again after this time.
	pause = time.Second
)

// Fallback asks a first limiter, and a second one when the first fails.
type Fallback struct {
	first, second Limiter
	breaker       *gobreaker.CircuitBreaker[Decision]
	timeout       time.Duration
}

// NewFallback returns a limiter; timeout is how long the first may take.
func NewFallback(first, second Limiter, timeout time.Duration, log *slog.Logger) *Fallback {
	breaker := gobreaker.NewCircuitBreaker[Decision](gobreaker.Settings{
		Timeout:     pause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= patience },
		OnStateChange: func(_ string, _, now gobreaker.State) {
			log.Warn("the shared rate limiter's state changed", "state", now.String())
		},
	})
	return &Fallback{first, second, breaker, timeout}
}

// Allow counts one call.
func (f *Fallback) Allow(ctx context.Context, key string, limit int) (Decision, error) {
	decision, err := f.breaker.Execute(func() (Decision, error) {
		// A client that goes away says nothing about the limiter.
		asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.timeout)
		defer cancel()
		return f.first.Allow(asking, key, limit)
	})
	if err != nil {
		return f.second.Allow(ctx, key, limit)
	}
	return decision, nil
}
