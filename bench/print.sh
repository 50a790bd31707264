# shellcheck shell=bash disable=SC2154 # run.sh has the names that are used on both sides
# The figures as a table or as JSON, and the promises beside them. Sourced by run.sh.

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
  runc=$(of run.runc median) warm=$(of run.warm median) cold=$(of run.cold median) bare=$(of boot.bare median)
  printf '%s|%s|%s|%s|most\n' \
    'cold start beyond runc, to a bare boot' '×' "$(calculate "($cold - $runc) / $bare")" 1.15 \
    'warm start, to runc' '×' "$(calculate "$warm / $runc")" 1.5 \
    'first byte, warm, to runc' '×' "$(ratio first.warm first.runc)" 1.6 \
    'docker stop, handler exits at once' s "$(of stop.dkvm median)" 0.6 \
    'dkvm create, own time' ms "$(calculate "1000 * ($(of create.dkvm median) - $(of create.stub median))")" 15 \
    'supervisor at rest, resident' MB "$(of memory.supervisor-rss median)" 15 \
    'supervisor at rest, proportional' MB "$(of memory.supervisor-pss median)" '' \
    'idle VM that went on from a template, proportional' MB "$(of memory.pss.warm median)" 110 \
    'idle VM that booted, proportional' MB "$(of memory.pss.cold median)" ''
}

# A column as it is called in the table.
title() {
  case $1 in
    warm | cold) printf 'dkvm %s' "$1" ;;
    runsc) printf gVisor ;;
    *) printf '%s' "$1" ;;
  esac
}

# A figure has a column for each runtime, or way to start, that it was measured with.
print_table() {
  local name base unit column figure
  printf '\n%s interleaved runs; %s; kernel %s; %s; host %s, %s processors\n' "$runs" "${machine:-$only}" \
    "$(sed -n 's/.*"kernel": "\(.*\)".*/\1/p' "$package/version.json")" "$(docker version -f 'Docker {{.Server.Version}}')" "$(uname -r)" "$(nproc)"
  printf '%s\n\n' "${gvisor:-$no_gvisor}"
  printf '%-58s %5s %10s %18s %8s\n' figure '' median 'lowest-highest' 'to runc'
  while IFS='|' read -r base unit name; do
    for column in runc warm cold dkvm runsc bare; do
      figure=$base.$column
      [[ -e $work/figures/$figure ]] || continue
      printf '%-58s %5s %10.3f %18s %8s\n' "$name, $(title "$column")" "$unit" "$(of "$figure" median)" \
        "$(printf '%.3f-%.3f' "$(of "$figure" low)" "$(of "$figure" high)")" \
        "$([[ $column == runc || ! -e $work/figures/$base.runc ]] || printf '%.2f' "$(ratio "$figure" "$base.runc")")"
    done
  done <<EOF
run|s|docker run --rm busybox true
boot|s|QEMU to a trivial /init
first|s|first byte of docker run --rm busybox echo x
stop|s|docker stop
memory.pss|MB|memory of one that sleeps
exec|s|docker exec true
stream|s|docker exec -i cat, 10 MB both ways
files.write|s|write 256 MB and fsync
files.read|s|read 256 MB from disk
files.small|s|create, stat and unlink 5,000 files
files.untar|s|untar 5,000 files
network.out|Gb/s|iperf3 from the container
network.in|Gb/s|iperf3 to the container
network.trip|µs|round trip to another container
density.first|s|start of the first of $vms idle VMs
density.last|s|start of the last of $vms idle VMs
density.pss|MB|memory of one of $vms, proportional
density.host|MB|memory of one of $vms, as the host has less
EOF
  [[ $(promises) ]] || return 0
  printf '\n%-50s %10s %12s\n' 'promise' measured target
  promises | awk -F'|' '{
    kept = $5 == "least" ? $3 >= $4 : $3 <= $4
    printf "%-50s %7.2f %-4s %12s   %s\n", $1, $3, $2, $4 == "" ? "" : ($5 == "least" ? "at least " : "at most ") $4, $4 == "" ? "" : kept ? "kept" : "MISSED" }'
}

print_json() {
  local figure separator=
  printf '{\n  "runs": %s,\n  "machine": "%s",\n  "gvisor": "%s",\n  "figures": {' "$runs" "${machine:-$only}" "${gvisor:-$no_gvisor}"
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
