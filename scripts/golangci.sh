#!/bin/sh
# golangci-lint over all Go code, as .golangci.yml says. Compiling it takes minutes, so the tests run
# staticcheck, go vet and gofmt in its place; continuous integration runs this. Needs the internet
# or a Go module proxy; Go's checksum database proves what is fetched.
set -eu
cd "$(dirname "$0")/.."
version=v2.15.0

for file in services/*/go.mod lab/go/*/go.mod; do
  folder=$(dirname "$file")
  # A folder that only pins another module has no code of its own.
  [ -n "$(find "$folder" -name '*.go' -print -quit)" ] || continue
  printf 'golangci-lint: %s\n' "$folder" >&2
  (cd "$folder" && go run "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version" run ./...)
done
