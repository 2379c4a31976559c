package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"cloudnative.platform/gateway/internal/gatewaytest"
)

func variables(t *testing.T) map[string]string {
	t.Helper()
	port := func() string { return strconv.Itoa(int(gatewaytest.FreePort(t))) }
	return map[string]string{
		"GATEWAY_AUTH_URL": "http://127.0.0.1:1", "GATEWAY_BLOG_URL": "http://127.0.0.1:1",
		"GATEWAY_REDIS_HOST": "127.0.0.1", "GATEWAY_REDIS_TLS": "off",
		"GATEWAY_LISTEN_ADDRESS": "127.0.0.1", "GATEWAY_LISTEN_PORT": port(),
		"GATEWAY_ADMIN_PORT": port(), "GATEWAY_DRAIN_TIME": "0.01",
	}
}

func TestTheProgramServesUntilItIsStopped(t *testing.T) {
	given := variables(t)
	given["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1" // nobody takes the traces
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
	ctx, stop := context.WithCancel(context.Background())
	var out, errs bytes.Buffer
	ended := make(chan int)
	go func() { ended <- run(ctx, given, &out, &errs) }()
	gatewaytest.Eventually(t, func() bool {
		response, err := http.Get("http://127.0.0.1:" + given["GATEWAY_LISTEN_PORT"] + "/")
		if err == nil {
			_ = response.Body.Close()
		}
		return err == nil && response.StatusCode == http.StatusOK
	})
	stop()
	if status := <-ended; status != 0 || errs.Len() != 0 {
		t.Errorf("%d %s", status, errs.String())
	}
	if !strings.Contains(out.String(), `"message":"GET / 200"`) {
		t.Error(out.String())
	}
}

func TestBadSettingsStopTheProgramAtOnce(t *testing.T) {
	given := variables(t)
	given["GATEWAY_REDIS_TLS"] = "perhaps"
	var out, errs bytes.Buffer
	if status := run(t.Context(), given, &out, &errs); status != statusSettings ||
		!strings.HasPrefix(errs.String(), "setting GATEWAY_REDIS_TLS: ") {
		t.Errorf("%d %s", status, errs.String())
	}
}

func TestWhatTheSystemRefusesIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, name := range []string{"GATEWAY_LISTEN_PORT", "GATEWAY_ADMIN_PORT"} {
		given := variables(t)
		given[name] = port
		var out, errs bytes.Buffer
		status := run(t.Context(), given, &out, &errs)
		if status != statusFailed || !strings.Contains(errs.String(), "address already in use") {
			t.Errorf("%s: %d %s", name, status, errs.String())
		}
	}
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "no value")
	var out, errs bytes.Buffer
	if status := run(t.Context(), variables(t), &out, &errs); status != statusFailed {
		t.Errorf("%d %s", status, errs.String())
	}
}
