package ratelimit

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"cloudnative.platform/gateway/internal/gatewaytest"
	"cloudnative.platform/gateway/internal/settings"
)

func settingsOf(server *gatewaytest.Redis) settings.Settings {
	return settings.Settings{
		RedisHost:    "127.0.0.1",
		RedisPort:    settings.Port(server.Port),
		RedisTimeout: settings.Seconds(2 * time.Second),
	}
}

func connect(t *testing.T, s settings.Settings) *redis.Client {
	t.Helper()
	client, err := Connect(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func TestAllPodsShareOneCount(t *testing.T) {
	server := gatewaytest.StartRedis(t)
	const pods, calls, limit = 4, 50, 60 // one more is allowed each second
	var allowed atomic.Int32
	var running sync.WaitGroup
	started := time.Now()
	for range pods {
		limiter := NewShared(connect(t, settingsOf(server)))
		for range calls {
			running.Go(func() {
				if ask(t, limiter, "a", limit).Allowed {
					allowed.Add(1)
				}
			})
		}
	}
	running.Wait()
	most := int32(limit + time.Since(started)/time.Second + 1)
	if got := allowed.Load(); got < limit || got > most {
		t.Errorf("%d of %d calls were allowed instead of %d to %d", got, pods*calls, limit, most)
	}
}

func TestRedisDecidesAsTheLocalLimiterDoes(t *testing.T) {
	shared := NewShared(connect(t, settingsOf(gatewaytest.StartRedis(t))))
	local := NewLocal(time.Now)
	for call := range 4 {
		a, b := ask(t, shared, "a", 3), ask(t, local, "a", 3)
		near := (a.Reset-b.Reset).Abs() < 10*time.Second && (a.Retry-b.Retry).Abs() < 10*time.Second
		if a.Allowed != b.Allowed || a.Remaining != b.Remaining || a.Limit != b.Limit || !near {
			t.Errorf("call %d: %+v and %+v", call, a, b)
		}
	}
}

func TestRedisGoesAndComesBack(t *testing.T) {
	server := gatewaytest.StartRedis(t)
	var mutex sync.Mutex
	asked := map[string]int{}
	count := func(name string, _ bool) {
		mutex.Lock()
		defer mutex.Unlock()
		asked[name]++
	}
	limiter := NewFallback(
		Counted{NewShared(connect(t, settingsOf(server))), "redis", count},
		Counted{NewLocal(time.Now), "local", count},
		time.Second, slog.New(slog.DiscardHandler))
	ask(t, limiter, "a", 1000)
	if asked["redis"] != 1 {
		t.Fatalf("asked: %v", asked)
	}
	server.Stop(t)
	for range 100 {
		if !ask(t, limiter, "a", 1000).Allowed {
			t.Fatal("not allowed while Redis is away")
		}
	}
	if asked["local"] != 100 {
		t.Fatalf("asked: %v", asked)
	}
	server.Start(t)
	gatewaytest.Eventually(t, func() bool {
		ask(t, limiter, "a", 1000)
		return asked["redis"] > 1
	})
}

func TestNobodyWaitsForARedisThatHangs(t *testing.T) {
	slow := Counted{Limiter: hanging{}, Count: func(string, bool) {}}
	limiter := NewFallback(slow, NewLocal(time.Now), time.Millisecond, slog.New(slog.DiscardHandler))
	ctx, leave := context.WithCancel(context.Background())
	leave() // a client that is gone does not stop the count
	for range 10 * patience {
		if decision, err := limiter.Allow(ctx, "a", 1000); err != nil || !decision.Allowed {
			t.Fatalf("%+v, %v", decision, err)
		}
	}
	if calls := calls.Load(); calls != patience {
		t.Errorf("%d calls waited", calls)
	}
}

var calls atomic.Int32

type hanging struct{}

func (hanging) Allow(ctx context.Context, _ string, _ int) (Decision, error) {
	calls.Add(1)
	<-ctx.Done()
	return Decision{}, ctx.Err()
}

func TestThePasswordIsReadForEachConnection(t *testing.T) {
	server := gatewaytest.StartRedis(t, "--requirepass", "first")
	file := filepath.Join(t.TempDir(), "password")
	write := func(password string) {
		if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("wrong")
	s := settingsOf(server)
	s.RedisPassword = settings.File(file)
	limiter := NewShared(connect(t, s))
	if _, err := limiter.Allow(context.Background(), "a", 1); err == nil {
		t.Error("a wrong password did")
	}
	write("first")
	ask(t, limiter, "a", 1)
}

func TestTheServerIsVerifiedOverTLS(t *testing.T) {
	certificate := gatewaytest.Certificate(t)
	server := gatewaytest.StartRedis(t, certificate.RedisOptions()...)
	s := settingsOf(server)
	s.RedisPort, s.RedisHost, s.RedisTLS = settings.Port(certificate.Port), "localhost", true
	s.RedisCA = settings.File(certificate.File)
	ask(t, NewShared(connect(t, s)), "a", 1)

	s.RedisCA = ""
	distrusting := NewShared(connect(t, s))
	if _, err := distrusting.Allow(context.Background(), "a", 1); err == nil {
		t.Error("a server was trusted that nobody vouches for")
	}
	for _, bad := range []string{"/nowhere", certificate.Key} {
		s.RedisCA = settings.File(bad)
		if _, err := Connect(s); err == nil {
			t.Errorf("%s is no authority", bad)
		}
	}
}
