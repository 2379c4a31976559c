#!/bin/sh
# Resolves each *.in file into its lock file with hashes.
set -eu
cd "$(dirname "$0")/.."
uv=$(ls -d "${PLATFORM_LAB_CACHE:-/var/cache/cloudnative-platform}"/tools/uv-*/bin/uv | head -n 1)
compile() { "$uv" pip compile --quiet --upgrade --universal --generate-hashes --no-header --python-version "$1" "$2" --output-file "$3"; }
for lock in services/*/requirements.lock; do
  compile 3.11 "${lock%.lock}.in" "$lock"
done
compile 3.12 requirements.in requirements.lock
compile 3.9 scripts/uv.in scripts/uv.lock
compile 3.12 scripts/checkov.in scripts/checkov.lock
