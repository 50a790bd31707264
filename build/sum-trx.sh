#!/usr/bin/env bash
# build/sum-trx.sh FOLDER: names each test in the TRX files there that did not pass, with the first lines of its
# message, then adds up the counters as "N passed, N failed, N skipped". Fails if there is a failure, or no test at all.
set -euo pipefail

find "$1" -name '*.trx' -exec cat {} + 2>/dev/null | awk '
  function attribute(name) { return match($0, " " name "=\"[^\"]*") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : "" }
  function plain(text) { gsub(/&#xD;/, "", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&amp;/, "\\&", text); return text }
  /<UnitTestResult / {
    bad = $0 !~ / outcome="(Passed|NotExecuted)"/
    if (bad) printf "FAILED %s (%s)\n", plain(attribute("testName")), attribute("duration")
  }
  bad && /<Message>/ { message = 1; lines = 0; sub(/.*<Message>/, "") }
  message && lines++ < 100 { text = $0; sub(/<\/Message>.*/, "", text); print "       " substr(plain(text), 1, 300) }
  /<\/Message>/ { message = 0 }
  # Counters name other ends than failed (error, timeout, aborted): all that ran and did not pass is a failure.
  /<Counters / { total += attribute("total"); ran += attribute("executed"); passed += attribute("passed") }
  END {
    printf "%d passed, %d failed, %d skipped\n", passed, ran - passed, total - ran
    exit !(passed > 0 && ran == passed)
  }'
