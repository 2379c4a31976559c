// Command gateway stands between the world and the services.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"

	"cloudnative.platform/gateway/internal/gateway"
	"cloudnative.platform/gateway/internal/settings"
	"cloudnative.platform/gateway/internal/telemetry"
)

const (
	statusFailed   = 1
	statusSettings = 2
	flushTimeout   = 3 * time.Second
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	os.Exit(run(ctx, env.ToMap(os.Environ()), os.Stdout, os.Stderr))
}

// run serves until ctx ends and returns the program's exit status.
func run(ctx context.Context, variables map[string]string, out, errs io.Writer) int {
	loaded, err := settings.Load(variables)
	if err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return statusSettings
	}
	if err := serve(ctx, loaded, variables, out); err != nil {
		_, _ = fmt.Fprintln(errs, err)
		return statusFailed
	}
	return 0
}

func serve(
	ctx context.Context, s settings.Settings, variables map[string]string, out io.Writer,
) (err error) {
	log := telemetry.NewLogger(out, s.LogLevel)
	export := variables["OTEL_EXPORTER_OTLP_ENDPOINT"] != "" ||
		variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] != ""
	flush, err := telemetry.Trace(ctx, export, log)
	if err != nil {
		return err
	}
	defer func() {
		ending, cancel := context.WithTimeout(context.Background(), flushTimeout)
		defer cancel()
		if lost := flush(ending); lost != nil { // no reason to call a clean stop a failure
			log.Warn("the last traces are lost", "error", lost.Error())
		}
	}()
	public, err := listen(s.ListenAddress, s.ListenPort)
	if err != nil {
		return err
	}
	admin, err := listen(s.ListenAddress, s.AdminPort)
	if err != nil {
		return errors.Join(err, public.Close())
	}
	return gateway.Run(ctx, s, gateway.Listeners{Public: public, Admin: admin}, log)
}

func listen(address string, port settings.Port) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort(address, strconv.Itoa(int(port))))
}
