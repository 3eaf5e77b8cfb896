#!/bin/sh
# Makes tessera/ui/static/ui/{app.css,app.js,boot.js,who.js} from the sources here. The results are committed, so
# that nothing needs Node to install or run. The same sources give the same bytes (tests/ui/test_build.py).
# Usage: frontend/build.sh [folder to write to]
set -eu
cd "$(dirname "$0")"
out=${1:-../tessera/ui/static/ui}
mkdir -p "$out"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund
node_modules/.bin/sass --no-source-map --style=compressed --load-path=. --quiet-deps app.scss \
  | node trim.mjs | node_modules/.bin/esbuild --minify --loader=css --log-level=warning > "$out/app.css"
for file in app.mjs who.mjs boot.js; do
  format=esm; [ "$file" = boot.js ] && format=iife
  node_modules/.bin/esbuild "$file" --bundle --minify --format=$format --target=es2020 --legal-comments=none \
    --log-level=warning --outfile="$out/${file%.*}.js" --allow-overwrite
done
