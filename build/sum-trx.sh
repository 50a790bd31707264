#!/usr/bin/env bash
# build/sum-trx.sh FOLDER [SECOND]: names each test in the TRX files there that did not pass, with the first lines of its
# message, then adds up the counters as "N passed, N failed, N skipped". SECOND has the results of a second try: a test
# that passed there is named as unsteady, with what it said first. Fails if there is a failure, or no test at all.
set -euo pipefail

results() { find "$1" -name '*.trx' -exec cat {} + 2>/dev/null || true; }

{ [[ -z ${2:-} ]] || results "$2"; echo '<!-- first try -->'; results "$1"; } | awk "$(cat "$(dirname "$0")/trx.awk")"'
  /<!-- first try -->/ { first = 1 }
  !first { if (/<UnitTestResult / && !is_bad()) passed_second[attribute("testName")] = 1; next }
  /<UnitTestResult / {
    if (bad = is_bad()) {
      steady = !(attribute("testName") in passed_second)
      unsteady += !steady
      printf "%s %s (%s)\n", steady ? "FAILED" : "UNSTEADY (passed at a second try)", plain(attribute("testName")), attribute("duration")
    }
  }
  bad && /<Message>/ { message = 1; lines = 0; sub(/.*<Message>/, "") }
  message && lines++ < 100 { text = $0; sub(/<\/Message>.*/, "", text); print "       " substr(plain(text), 1, 300) }
  /<\/Message>/ { message = 0 }
  # Counters name other ends than failed (error, timeout, aborted): all that ran and did not pass is a failure.
  /<Counters / { total += attribute("total"); ran += attribute("executed"); passed += attribute("passed") }
  END {
    passed += unsteady
    printf "%d passed, %d failed, %d skipped\n", passed, ran - passed, total - ran
    exit !(passed > 0 && ran == passed)
  }'
