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

# What the project promises, beside what was measured: name, unit, value, target (at most).
promises() {
  local runc warm cold bare
  runc=$(of run.runc median) warm=$(of run.warm median) cold=$(of run.cold median) bare=$(of run.bare median)
  printf '%s|%s|%s|%s\n' \
    'cold start beyond runc, to a bare boot' '×' "$(calculate "($cold - $runc) / $bare")" 1.25 \
    'warm start, to runc' '×' "$(calculate "$warm / $runc")" '' \
    'docker stop, handler exits at once' s "$(of stop.dkvm median)" 0.6 \
    'docker exec true, to runc' '×' "$(calculate "$(of exec.dkvm median) / $(of exec.runc median)")" 1.3 \
    'exec, 10 MB through stdin and back, to runc' '×' "$(calculate "$(of stream.dkvm median) / $(of stream.runc median)")" 3 \
    'dkvm create, own time' ms "$(calculate "1000 * ($(of create.dkvm median) - $(of create.stub median))")" 15 \
    'supervisor at rest, resident' MB "$(of memory.supervisor-rss median)" 15 \
    'supervisor at rest, proportional' MB "$(of memory.supervisor-pss median)" '' \
    'idle VM that went on from a template, proportional' MB "$(of memory.pss.warm median)" '' \
    'idle VM that booted, proportional' MB "$(of memory.pss.cold median)" ''
}

print_table() {
  local name figure
  printf '\n%s interleaved runs; %s; kernel %s; %s; host %s, %s processors\n\n' "$runs" "$machine" \
    "$(sed -n 's/.*"kernel": "\(.*\)".*/\1/p' "$package/version.json")" "$(docker version -f 'Docker {{.Server.Version}}')" "$(uname -r)" "$(nproc)"
  printf '%-50s %10s %16s\n' 'seconds' median 'lowest-highest'
  while IFS='|' read -r figure name; do
    printf '%-50s %10.3f %16s\n' "$name" "$(of "$figure" median)" "$(printf '%.3f-%.3f' "$(of "$figure" low)" "$(of "$figure" high)")"
  done <<'EOF'
run.runc|docker run --rm busybox true, runc
run.warm|docker run --rm busybox true, dkvm warm
run.cold|docker run --rm busybox true, dkvm cold
run.bare|bare QEMU to a trivial /init
exec.runc|docker exec true, runc
exec.dkvm|docker exec true, dkvm
stream.runc|docker exec -i cat, 10 MB both ways, runc
stream.dkvm|docker exec -i cat, 10 MB both ways, dkvm
stop.runc|docker stop, runc
stop.dkvm|docker stop, dkvm
EOF
  printf '\n%-50s %10s %10s\n' 'promise' measured 'at most'
  promises | awk -F'|' '{ printf "%-50s %7.2f %-3s %7s   %s\n", $1, $3, $2, $4, $4 == "" ? "" : $3 <= $4 ? "kept" : "MISSED" }'
}

print_json() {
  local figure separator=
  printf '{\n  "runs": %s,\n  "machine": "%s",\n  "figures": {' "$runs" "$machine"
  for figure in "$work"/figures/*; do
    figure=${figure##*/}
    printf '%s\n    "%s": { "median": %s, "lowest": %s, "highest": %s }' "$separator" "$figure" \
      "$(of "$figure" median)" "$(of "$figure" low)" "$(of "$figure" high)"
    separator=,
  done
  printf '\n  },\n  "promises": [\n'
  promises | awk -F'|' '{ printf "%s    { \"name\": \"%s\", \"unit\": \"%s\", \"measured\": %s, \"target\": %s }", NR > 1 ? ",\n" : "", $1, $2, $3, $4 == "" ? "null" : $4 }'
  printf '\n  ]\n}\n'
}
