#!/usr/bin/env bash
# build/sum-trx.sh FOLDER: adds up the counters of the TRX files there, as "N passed, N failed, N skipped". Fails if
# there is a failure, or no test at all.
set -euo pipefail

# Counters name other ends than failed (error, timeout, aborted): all that ran and did not pass is a failure.
find "$1" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + 2>/dev/null | awk '
  function counter(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH) + 0 : 0 }
  { total += counter("total"); ran += counter("executed"); passed += counter("passed") }
  END {
    printf "%d passed, %d failed, %d skipped\n", passed, ran - passed, total - ran
    exit !(passed > 0 && ran == passed)
  }'
