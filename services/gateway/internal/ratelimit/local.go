package ratelimit

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// callers is how many are counted; the longest silent one is forgotten first.
const callers = 10_000

// Local counts in this process.
type Local struct {
	buckets *lru.Cache[string, *rate.Limiter]
	now     func() time.Time
}

// NewLocal returns an empty limiter on the given clock.
func NewLocal(now func() time.Time) *Local {
	buckets, err := lru.New[string, *rate.Limiter](callers)
	if err != nil { // only for a size below 1
		panic(err)
	}
	return &Local{buckets, now}
}

// Allow counts one call; it never fails.
func (l *Local) Allow(_ context.Context, key string, limit int) (Decision, error) {
	each := time.Minute / time.Duration(limit)
	fresh := rate.NewLimiter(rate.Every(each), limit)
	bucket, known, _ := l.buckets.PeekOrAdd(key, fresh)
	if known {
		l.buckets.Get(key) // marks it as used
	} else {
		bucket = fresh
	}
	now := l.now()
	allowed := bucket.AllowN(now, 1)
	tokens := max(bucket.TokensAt(now), 0)
	decision := Decision{
		Allowed:   allowed,
		Limit:     limit,
		Remaining: int(tokens),
		Reset:     time.Duration((float64(limit) - tokens) * float64(each)),
	}
	if !allowed {
		decision.Retry = time.Duration((1 - tokens) * float64(each))
	}
	return decision, nil
}
