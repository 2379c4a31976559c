package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"cloudnative.platform/gateway/internal/ratelimit"
	"cloudnative.platform/gateway/internal/settings"
	"cloudnative.platform/gateway/internal/telemetry"
	"cloudnative.platform/gateway/internal/token"
)

const (
	headerTimeout  = 5 * time.Second
	bodyTimeout    = 20 * time.Second
	idleTimeout    = 75 * time.Second
	largestHeaders = 32 << 10
	keysTimeout    = 3 * time.Second
)

// Listeners are the sockets: one for the world, one for the platform.
type Listeners struct{ Public, Admin net.Listener }

// Run serves until ctx ends. Then it still answers for a while, because callers need to learn that
// it stops; lets running requests end; and returns.
func Run(ctx context.Context, s settings.Settings, sockets Listeners, log *slog.Logger) error {
	redis.SetLogger(redisLog{log})
	client, err := ratelimit.Connect(s)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()

	keys := token.NewKeys(
		s.AuthURL.JoinPath("/.well-known/jwks.json").String(),
		&http.Client{Timeout: keysTimeout}, log)
	background, stop := context.WithCancel(context.Background())
	defer stop()
	go keys.Run(background)

	metrics, draining := telemetry.NewMetrics(), &atomic.Bool{}
	limiter := ratelimit.NewFallback(
		ratelimit.Counted{Limiter: ratelimit.NewShared(client), Name: "redis", Count: metrics.Decided},
		ratelimit.Counted{Limiter: ratelimit.NewLocal(time.Now), Name: "local", Count: metrics.Decided},
		s.RedisTimeout.Duration(), log)
	public := server(handler(s, parts{keys, limiter, metrics, log, draining}), log)
	public.WriteTimeout = bodyTimeout + 2*s.UpstreamTimeout.Duration()
	private := server(admin(metrics, draining), log)

	serving, running := errgroup.WithContext(ctx)
	serving.Go(func() error { return serve(public, sockets.Public) })
	serving.Go(func() error { return serve(private, sockets.Admin) })
	log.Info("serving", "address", sockets.Public.Addr().String())

	<-running.Done()
	draining.Store(true)
	log.Info("stopping")
	time.Sleep(s.DrainTime.Duration())
	ending, cancel := context.WithTimeout(context.Background(), s.StopTimeout.Duration())
	defer cancel()
	return errors.Join(public.Shutdown(ending), private.Shutdown(ending), serving.Wait())
}

func server(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    largestHeaders,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

func serve(server *http.Server, socket net.Listener) error {
	if err := server.Serve(socket); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// redisLog sends the Redis client's own messages where all others go.
type redisLog struct{ log *slog.Logger }

func (r redisLog) Printf(ctx context.Context, format string, values ...any) {
	r.log.WarnContext(ctx, fmt.Sprintf("redis: "+format, values...))
}
