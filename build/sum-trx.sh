#!/usr/bin/env bash
# build/sum-trx.sh FOLDER: adds up the counters of the TRX files there, as "N passed, N failed, N skipped". Fails if
# there is a failure, or no test at all.
set -euo pipefail

counters() { grep -ho '<Counters [^>]*>' "$1"/*.trx 2>/dev/null || true; }

sum() { # FOLDER ATTRIBUTE
  counters "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ total += $1 } END { print total + 0 }' || echo 0
}

total=$(sum "$1" total)
passed=$(sum "$1" passed)
# Counters name other ends than failed (error, timeout, aborted): all that ran and did not pass is a failure.
failed=$(($(sum "$1" executed) - passed))
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$((total - passed - failed))"
[[ $failed -eq 0 && $passed -gt 0 ]]
