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

# What the project promises, beside what was measured: name, unit, value, target, and whether that is the most or the least.
promises() {
  ! asked start || start_promises
  ! asked exec || printf '%s|%s|%s|%s|most\n' \
    'docker exec true, to runc' '×' "$(ratio exec.dkvm exec.runc)" 1.3 \
    'exec, 10 MB through stdin and back, to runc' '×' "$(ratio stream.dkvm stream.runc)" 3
  ! asked files || printf '%s|%s|%s|%s|most\n' \
    'write 256 MB and fsync, to runc' '×' "$(ratio files.write.dkvm files.write.runc)" 2 \
    'read 256 MB that are not in memory, to runc' '×' "$(ratio files.read.dkvm files.read.runc)" 2 \
    '5,000 files: create, stat, unlink, to runc' '×' "$(ratio files.small.dkvm files.small.runc)" 2.5 \
    'untar 5,000 files, to runc' '×' "$(ratio files.untar.dkvm files.untar.runc)" 3
  # Three times what a tuned RunCVM reached, and its round trip.
  ! asked network || printf '%s|%s|%s|%s|%s\n' \
    'iperf3, out of the VM' Gb/s "$(of network.out.dkvm median)" 4.2 least \
    'iperf3, into the VM' Gb/s "$(of network.in.dkvm median)" 2.7 least \
    'round trip to another container' µs "$(of network.trip.dkvm median)" 273 most
}

start_promises() {
  local runc warm cold bare
  runc=$(of run.runc median) warm=$(of run.warm median) cold=$(of run.cold median) bare=$(of run.bare median)
  printf '%s|%s|%s|%s|most\n' \
    'cold start beyond runc, to a bare boot' '×' "$(calculate "($cold - $runc) / $bare")" 1.25 \
    'warm start, to runc' '×' "$(calculate "$warm / $runc")" '' \
    'docker stop, handler exits at once' s "$(of stop.dkvm median)" 0.6 \
    'dkvm create, own time' ms "$(calculate "1000 * ($(of create.dkvm median) - $(of create.stub median))")" 15 \
    'supervisor at rest, resident' MB "$(of memory.supervisor-rss median)" 15 \
    'supervisor at rest, proportional' MB "$(of memory.supervisor-pss median)" '' \
    'idle VM that went on from a template, proportional' MB "$(of memory.pss.warm median)" '' \
    'idle VM that booted, proportional' MB "$(of memory.pss.cold median)" ''
}

print_table() {
  local name figure unit
  printf '\n%s interleaved runs; %s; kernel %s; %s; host %s, %s processors\n\n' "$runs" "${machine:-$only}" \
    "$(sed -n 's/.*"kernel": "\(.*\)".*/\1/p' "$package/version.json")" "$(docker version -f 'Docker {{.Server.Version}}')" "$(uname -r)" "$(nproc)"
  printf '%-50s %5s %10s %16s\n' figure '' median 'lowest-highest'
  while IFS='|' read -r figure unit name; do
    [[ -e $work/figures/$figure ]] || continue
    printf '%-50s %5s %10.3f %16s\n' "$name" "$unit" "$(of "$figure" median)" "$(printf '%.3f-%.3f' "$(of "$figure" low)" "$(of "$figure" high)")"
  done <<'EOF'
run.runc|s|docker run --rm busybox true, runc
run.warm|s|docker run --rm busybox true, dkvm warm
run.cold|s|docker run --rm busybox true, dkvm cold
run.bare|s|bare QEMU to a trivial /init
stop.runc|s|docker stop, runc
stop.dkvm|s|docker stop, dkvm
exec.runc|s|docker exec true, runc
exec.dkvm|s|docker exec true, dkvm
stream.runc|s|docker exec -i cat, 10 MB both ways, runc
stream.dkvm|s|docker exec -i cat, 10 MB both ways, dkvm
files.write.runc|s|write 256 MB and fsync, runc
files.write.dkvm|s|write 256 MB and fsync, dkvm
files.read.runc|s|read 256 MB from disk, runc
files.read.dkvm|s|read 256 MB from disk, dkvm
files.small.runc|s|create, stat and unlink 5,000 files, runc
files.small.dkvm|s|create, stat and unlink 5,000 files, dkvm
files.untar.runc|s|untar 5,000 files, runc
files.untar.dkvm|s|untar 5,000 files, dkvm
network.out.runc|Gb/s|iperf3 from the container, runc
network.out.dkvm|Gb/s|iperf3 from the container, dkvm
network.in.runc|Gb/s|iperf3 to the container, runc
network.in.dkvm|Gb/s|iperf3 to the container, dkvm
network.trip.runc|µs|round trip to another container, runc
network.trip.dkvm|µs|round trip to another container, dkvm
EOF
  printf '\n%-50s %10s %12s\n' 'promise' measured target
  promises | awk -F'|' '{
    kept = $5 == "least" ? $3 >= $4 : $3 <= $4
    printf "%-50s %7.2f %-4s %12s   %s\n", $1, $3, $2, $4 == "" ? "" : ($5 == "least" ? "at least " : "at most ") $4, $4 == "" ? "" : kept ? "kept" : "MISSED" }'
}

print_json() {
  local figure separator=
  printf '{\n  "runs": %s,\n  "machine": "%s",\n  "figures": {' "$runs" "${machine:-$only}"
  for figure in "$work"/figures/*; do
    figure=${figure##*/}
    printf '%s\n    "%s": { "median": %s, "lowest": %s, "highest": %s }' "$separator" "$figure" \
      "$(of "$figure" median)" "$(of "$figure" low)" "$(of "$figure" high)"
    separator=,
  done
  printf '\n  },\n  "promises": [\n'
  promises | awk -F'|' '{ printf "%s    { \"name\": \"%s\", \"unit\": \"%s\", \"measured\": %s, \"target\": %s, \"target_is\": \"%s\" }", NR > 1 ? ",\n" : "", $1, $2, $3, $4 == "" ? "null" : $4, $5 }'
  printf '\n  ]\n}\n'
}
