# shellcheck shell=bash disable=SC2154 # run.sh has the names that are used on both sides
# Figures are files below $work/figures, a number a line. Sourced by run.sh.

note() { # FIGURE NUMBER
  mkdir -p "$work/figures"
  printf '%s\n' "$2" >>"$work/figures/$1"
}

# timed FIGURE COMMAND...: notes how many seconds a command takes, which must succeed.
timed() {
  local figure=$1 start
  shift
  start=$EPOCHREALTIME
  "$@" >"$work/output" 2>&1 </dev/null || { cat "$work/output" >&2 && die "this failed: $*"; }
  note "$figure" "$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.6f", b - a }')"
}

# of FIGURE median|low|high
of() {
  sort -n "$work/figures/$1" | awk -v what="$2" '{ v[NR] = $1 } END {
    if (what == "low") print v[1]; else if (what == "high") print v[NR]
    else print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

calculate() { awk "BEGIN { printf \"%.4f\", $1 }"; } # EXPRESSION

ratio() { calculate "$(of "$1" median) / $(of "$2" median)"; } # FIGURE FIGURE
