#!/bin/sh
# Builds the page into src/bahe/desk/page, byte for byte. `page/build.sh --check` builds elsewhere and compares.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="$here/../src/bahe/desk/page"
cd "$here"
export TZ=UTC LC_ALL=C NODE_ENV=production
[ -n "${BAHE_PAGE_KEEP:-}" ] && [ -d node_modules ] || npm ci --include=dev --ignore-scripts --no-audit --no-fund
if [ "${1:-}" = "--check" ]; then
  made=$(mktemp -d)
  trap 'rm -rf "$made"' EXIT
  BAHE_PAGE_OUT="$made" npm run --silent build
  diff -r "$made" "$target" && echo "the committed page is what the source builds"
else
  npm run --silent build
fi
