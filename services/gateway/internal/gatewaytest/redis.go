package gatewaytest

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

const startTimeout = 20 * time.Second

// Redis is a real server on a local port, which can go away and come back.
type Redis struct {
	Port    uint16
	options []string
	process *exec.Cmd
}

// StartRedis starts a server with further options; it ends with the test.
func StartRedis(t testing.TB, options ...string) *Redis {
	t.Helper()
	port := FreePort(t)
	server := &Redis{Port: port, options: append([]string{
		"--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", t.TempDir(),
		"--port", strconv.Itoa(int(port)),
	}, options...)}
	server.Start(t)
	t.Cleanup(func() { server.Stop(t) })
	return server
}

// Address is where it listens.
func (r *Redis) Address() string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(int(r.Port)))
}

// Start starts the server and waits until it takes connections.
func (r *Redis) Start(t testing.TB) {
	t.Helper()
	program, environment := redisProgram()
	r.process = exec.Command(program, r.options...)
	r.process.Env = environment
	if err := r.process.Start(); err != nil {
		t.Fatal(err)
	}
	Eventually(t, func() bool {
		connection, err := net.Dial("tcp", r.Address())
		if err == nil {
			_ = connection.Close()
		}
		return err == nil
	})
}

// Stop ends the server; connections break.
func (r *Redis) Stop(t testing.TB) {
	t.Helper()
	if r.process == nil {
		return
	}
	if err := r.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = r.process.Wait() // says that it was killed
	r.process = nil
}

// redisProgram returns the machine's redis-server, or the one in the lab's cache, and the
// environment that it needs.
var redisProgram = sync.OnceValues(func() (string, []string) {
	if found, err := exec.LookPath("redis-server"); err == nil {
		return found, os.Environ()
	}
	answer, err := exec.Command("python", "-m", "platform_lab", "build", "redis").Output()
	if err != nil {
		panic(fmt.Sprintf("no redis-server on PATH, and none was built: %v", err))
	}
	var built struct{ Artifacts struct{ Redis string } }
	if err := json.Unmarshal(answer, &built); err != nil {
		panic(err)
	}
	root := filepath.Join(built.Artifacts.Redis, "root/usr")
	libraries := "LD_LIBRARY_PATH=" + filepath.Join(root, "lib/x86_64-linux-gnu")
	return filepath.Join(root, "bin/redis-server"), append(os.Environ(), libraries)
})

// FreePort returns a local port that nothing listens on.
func FreePort(t testing.TB) uint16 {
	t.Helper()
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	return uint16(socket.Addr().(*net.TCPAddr).Port)
}

// Eventually waits until something is so, and fails the test if it does not become so.
func Eventually(t testing.TB, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(startTimeout); !so(); {
		if time.Now().After(deadline) {
			t.Fatal("it did not become so")
		}
		time.Sleep(20 * time.Millisecond)
	}
}
