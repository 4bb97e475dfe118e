#!/bin/sh
# Make src/whowhom/reporting/assets/vega-runtime.js anew, with the licences of what is in it.
# For maintainers; needs node and npm. The hash is written beside it, and a test compares them.
set -eu
cd "$(dirname "$0")"
assets=../../src/whowhom/reporting/assets
npm ci --ignore-scripts --no-audit --no-fund
npx esbuild entry.js --bundle --minify --format=iife --global-name=whowhomVega --charset=utf8 \
  --legal-comments=none --metafile=meta.json --outfile=runtime.js
node licences.js > "$assets/vega-runtime.LICENSES.txt"
# The name must reach the page as a global, and nothing in the file may end a script element.
sed 's#</script#<\\/script#gi' runtime.js > "$assets/vega-runtime.js"
(cd "$assets" && sha256sum vega-runtime.js vega-runtime.LICENSES.txt > SHA256SUMS)
rm -rf node_modules meta.json runtime.js
