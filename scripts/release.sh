#!/bin/sh
# Publishes build/*.tar.gz as the release of a tag: `release.sh v1.2.3`. Needs gh and GH_TOKEN.
set -eu
cd "$(dirname "$0")/.."
exec gh release create "$1" --verify-tag --title "$1" --notes-file CHANGELOG.md build/*.tar.gz
