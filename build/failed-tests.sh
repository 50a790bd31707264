#!/usr/bin/env bash
# build/failed-tests.sh FOLDER: the filter for `dotnet test` that chooses the tests which failed according to the TRX
# files there; nothing if there is none, if there are more than three, or if a test run did not come to its end.
set -euo pipefail
most=3

find "$1" -name '*.trx' -exec cat {} + | awk -v most="$most" "$(cat "$(dirname "$0")/trx.awk")"'
  /<UnitTestResult / && is_bad() {
    name = plain(attribute("testName"))
    sub(/(···|\\).*/, "", name)               # a long argument is cut; a quoted quote is too much for what follows
    gsub(/[()&|=!~]/, "\\\\&", name)        # what means something in a filter
    gsub(/"/, "%22", name); gsub(/,/, "%2C", name); gsub(/;/, "%3B", name)    # and to MSBuild, on its command line
    filter = filter (failed++ ? "|" : "") "DisplayName~" name
  }
  # xunit says there which test failed; all else is about the run itself.
  /<RunInfo .*outcome="(Error|Aborted)"/ { said = ""; info = 1 }
  info { said = said $0 }
  /<\/RunInfo>/ { if (info && said !~ /\[FAIL\]/) broken = 1; info = 0 }
  END { if (failed > 0 && failed <= most && !broken) print filter }'
