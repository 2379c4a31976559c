#!/bin/sh
# Scans terraform/ with Checkov as .checkov.yaml says. Its locked packages live in an environment of
# their own beside uv, made once for each lock file. Needs .venv (scripts/setup.sh).
set -eu
cd "$(dirname "$0")/.."

cache=${PLATFORM_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cloudnative-platform}
[ "$(id -u)" -ne 0 ] || cache=${PLATFORM_LAB_CACHE:-/var/cache/cloudnative-platform}
uv=$cache/tools/uv-$(sha256sum scripts/uv.lock | cut -c 1-12)/bin/uv
home=$cache/tools/checkov-$(sha256sum scripts/checkov.lock | cut -c 1-12)

if [ ! -e "$home/.installed" ]; then
  printf 'checkov: installing its locked Python packages\n' >&2
  "$uv" venv --quiet --allow-existing --python .venv/bin/python "$home"
  VIRTUAL_ENV=$home "$uv" pip sync --quiet --require-hashes --only-binary :all: scripts/checkov.lock
  touch "$home/.installed"
fi
# It would otherwise ask its maker's server for advice.
exec "$home/bin/checkov" --config-file .checkov.yaml --skip-download "$@"
