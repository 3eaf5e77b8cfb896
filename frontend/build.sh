#!/bin/sh
# Makes tessera/ui/static/ui/{app,live,story}.css and {app,live,who,body,follow,boot}.js from the sources here. The results are committed, so
# that nothing needs Node to install or run. The same sources give the same bytes (tests/ui/test_build.py).
# Usage: frontend/build.sh [folder to write to]
set -eu
cd "$(dirname "$0")"
out=${1:-../tessera/ui/static/ui}
mkdir -p "$out"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund
for file in app live story; do
  node_modules/.bin/sass --no-source-map --style=compressed --load-path=. --quiet-deps "$file.scss" \
    | node trim.mjs | node_modules/.bin/esbuild --minify --loader=css --log-level=warning > "$out/$file.css"
done
# Yjs warns of what its own developers must know, with an address: nothing that is shipped names one, or says anything.
for file in app.mjs who.mjs body.mjs follow.mjs live.mjs boot.js; do
  format=esm; [ "$file" = boot.js ] && format=iife
  quiet=; [ "$file" = live.mjs ] && quiet=--drop:console
  node_modules/.bin/esbuild "$file" --bundle --minify --format=$format --target=es2020 --legal-comments=none \
    --log-level=warning $quiet > "$out/${file%.*}.js"
done
