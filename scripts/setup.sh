#!/bin/sh
# Makes .venv with the locked Python packages. Nothing to do: ends at once.
# Needs python3; fetches uv with it, and Python 3.12 or newer if the machine has none.
set -eu
cd "$(dirname "$0")/.."

cache=${PLATFORM_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cloudnative-platform}
[ "$(id -u)" -ne 0 ] || cache=${PLATFORM_LAB_CACHE:-/var/cache/cloudnative-platform}
stamp=.venv/.installed
wanted=$(cat requirements.lock scripts/uv.lock pyproject.toml | sha256sum | cut -d ' ' -f 1)
if [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then exit 0; fi

say() { printf 'setup: %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Prints the first interpreter that is new enough. A pyenv shim may be on PATH and still
# not run, so each candidate is asked for its version.
find_python() {
  pyenv=${PYENV_ROOT:-$HOME/.pyenv}/versions
  for candidate in python3.14 python3.13 python3.12 python3 \
    "$pyenv"/3.14*/bin/python3 "$pyenv"/3.13*/bin/python3 "$pyenv"/3.12*/bin/python3; do
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || continue
    "$candidate" -c 'import sys; print(sys.executable)'
    return
  done
}

command -v python3 >/dev/null || die "python3 is missing. Install it: apt-get install python3 python3-venv"
uv=$cache/tools/uv-$(sha256sum scripts/uv.lock | cut -c 1-12)
if [ ! -x "$uv/bin/uv" ]; then
  say "fetching uv"
  rm -rf "$uv"
  mkdir -p "$cache/tools"
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    [ "$(id -u)" -eq 0 ] || die "python3-venv is missing. Install it: apt-get install python3-venv"
    apt-get -qq update && apt-get -qq install -y --no-install-recommends python3-venv >&2
  fi
  python3 -m venv "$uv.new"
  "$uv.new/bin/pip" install --quiet --require-hashes --requirement scripts/uv.lock
  mv "$uv.new" "$uv"
fi

python=$(find_python)
if [ -z "$python" ]; then
  say "no Python 3.12 or newer found; fetching one"
  "$uv/bin/uv" python install --quiet 3.13 ||
    die "Python 3.12 or newer is neither on PATH nor under pyenv, and none could be fetched. Install one and type the command again"
  python=$("$uv/bin/uv" python find 3.13)
fi

say "installing the locked Python packages into .venv ($python)"
export VIRTUAL_ENV=$PWD/.venv
"$uv/bin/uv" venv --quiet --allow-existing --python "$python" .venv
"$uv/bin/uv" pip sync --quiet --require-hashes --only-binary :all: requirements.lock
"$uv/bin/uv" pip install --quiet --no-deps --no-build-isolation --editable .
printf '%s\n' "$wanted" > $stamp
