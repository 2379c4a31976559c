package ratelimit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strconv"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"cloudnative.platform/gateway/internal/settings"
)

// connections to Redis; one call takes well under a millisecond of one.
const connections = 16

// Shared counts in Redis, by the generic cell rate algorithm.
type Shared struct{ limiter *redis_rate.Limiter }

// NewShared returns a limiter over a Redis client.
func NewShared(client *redis.Client) Shared { return Shared{redis_rate.NewLimiter(client)} }

// Allow counts one call, in one round trip.
func (s Shared) Allow(ctx context.Context, key string, limit int) (Decision, error) {
	found, err := s.limiter.Allow(ctx, key, redis_rate.PerMinute(limit))
	if err != nil {
		return Decision{}, err
	}
	return Decision{
		Allowed:   found.Allowed > 0,
		Limit:     limit,
		Remaining: found.Remaining,
		Reset:     found.ResetAfter,
		Retry:     max(found.RetryAfter, 0), // -1 where the call may go on
	}, nil
}

// Connect returns a client of the Redis that the settings name; nothing connects before it is used.
func Connect(s settings.Settings) (*redis.Client, error) {
	options := &redis.Options{
		Addr:         net.JoinHostPort(s.RedisHost, strconv.Itoa(int(s.RedisPort))),
		DialTimeout:  s.RedisTimeout.Duration(),
		ReadTimeout:  s.RedisTimeout.Duration(),
		WriteTimeout: s.RedisTimeout.Duration(),
		PoolTimeout:  s.RedisTimeout.Duration(),
		PoolSize:     connections,
		// The local limiter is the answer to an error, at once.
		MaxRetries:               -1,
		DialerRetries:            1,
		ContextTimeoutEnabled:    true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		CredentialsProviderContext: func(context.Context) (string, string, error) {
			password, err := s.RedisPassword.Read() // each time, so it may rotate
			return "", password, err
		},
	}
	if s.RedisTLS {
		authorities, err := authorities(s.RedisCA)
		if err != nil {
			return nil, err
		}
		options.TLSConfig = &tls.Config{
			ServerName: s.RedisHost, RootCAs: authorities, MinVersion: tls.VersionTLS12,
		}
	}
	return redis.NewClient(options), nil
}

// authorities returns those of the file; nil, which stands for the system's, where there is none.
func authorities(file settings.File) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := file.Read()
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(text)) {
		return nil, errors.New("setting GATEWAY_REDIS_CA_FILE: holds no certificate")
	}
	return pool, nil
}
