# shellcheck shell=bash disable=SC2034,SC2154 # run.sh has the names that are used on both sides
# What is measured, and how. Sourced by run.sh.

# started RUNTIME [OPTION...]: a container that waits, with a handler for TERM; its id when it is up.
started() {
  local id
  id=$(docker run -d --runtime "$@" dkvm-test/busybox sh -c "trap 'exit 0' TERM; echo READY; sleep 1000 & wait")
  # docker logs ends with the container.
  timeout 120 grep -m 1 READY < <(docker logs -f "$id" 2>&1) >/dev/null || die "the container did not come up" "docker logs $id"
  printf '%s\n' "$id"
}

# exec into a container of each runtime, in turn: a command that does nothing, and 10 MB through its stdin.
measure_exec() {
  local runtime run
  local -A ids
  head -c 10000000 /dev/urandom >"$work/ten"
  for runtime in "${runtimes[@]}"; do ids[$runtime]=$(started "$runtime"); done
  for ((run = 0; run < runs * 5; run++)); do
    for runtime in "${runtimes[@]}"; do timed "exec.$runtime" docker exec "${ids[$runtime]}" true; done
  done
  for ((run = 0; run < runs; run++)); do
    for runtime in "${runtimes[@]}"; do timed "stream.$runtime" bash -c "docker exec -i '${ids[$runtime]}' cat <'$work/ten' | cmp - '$work/ten'"; done
  done
  docker rm -f "${ids[@]}" >/dev/null
}

# first_byte COLUMN RUNTIME [OPTION...]: until what docker run prints begins to arrive; its end is waited for, not timed.
first_byte() {
  local column=$1 start first
  shift
  start=$EPOCHREALTIME
  exec {output}< <(exec docker run --rm --runtime "$@" dkvm-test/busybox echo x 2>"$work/output")
  IFS= read -r -N 1 -u "$output" first || true
  note "first.$column" "$(calculate "$EPOCHREALTIME - $start")"
  wait $! || first=
  exec {output}<&-
  [[ $first == x ]] || { cat "$work/output" >&2 && die "nothing came from docker run --runtime $*"; }
}

measure_stop() { # RUNTIME
  local id
  id=$(started "$1")
  timed "stop.$1" docker stop "$id"
  docker rm "$id" >/dev/null
}

# processes_of ID: pids of all that is in the container's control group.
processes_of() {
  grep -l "$(cat "$engine/cgroup")/$1" /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3
}

memory() { awk -v field="$2:" '$1 == field { print $2 / 1024 }' "$1"; } # FILE FIELD, in MiB

# pss ID: of all the container's processes, in MiB: memory that several share counts in parts.
pss() {
  local pid total=0
  for pid in $(processes_of "$1"); do total=$(calculate "$total + $(memory "/proc/$pid/smaps_rollup" Pss)"); done
  printf '%s\n' "$total"
}

# measure_idle COLUMN RUNTIME [OPTION...]: the size of a container whose workload sleeps, and that of a VM's supervisor.
measure_idle() {
  local id pid
  id=$(started "${@:2}")
  sleep 3 # what a start leaves behind in memory may be given back
  note "memory.pss.$1" "$(pss "$id")"
  for pid in $(processes_of "$id"); do
    case $(tr '\0' '\n' <"/proc/$pid/cmdline" | head -n 1) in
      *dkvm-supervisor)
        note "memory.supervisor-rss" "$(memory "/proc/$pid/status" VmRSS)"
        note "memory.supervisor-pss" "$(memory "/proc/$pid/smaps_rollup" Pss)"
        ;;
      *qemu-system-*) mapfile -d '' -t qemu <"/proc/$pid/cmdline" ;;
    esac
  done
  docker rm -f "$id" >/dev/null
}

# dkvm create on a real bundle, with a program that does nothing in runc's place; and that program alone.
measure_rewriting() {
  local id
  id=$(docker run -d dkvm-test/busybox sleep 1000)
  install -D "$(type -P true)" "$work/stub/runc"
  # In the engine's mount namespace, where the bundle's root is.
  nsenter -t "$(cat "$engine/dockerd.pid")" -m bash -s -- "$engine/containerd/state/io.containerd.runtime.v2.task/moby/$id/config.json" \
    "$package/bin/dkvm" "$work" "$((runs * 3))" <<'EOF'
set -euo pipefail
config=$1 dkvm=$2 work=$3 runs=$4 name=dkvm-bench-$$ bundle=$3/bundle
export PATH=$work/stub:$PATH
mkdir -p "$bundle"
seconds() { local start=$EPOCHREALTIME; "$@" || exit 1; echo "$start $EPOCHREALTIME"; }
for ((i = 0; i < runs; i++)); do
  cp "$config" "$bundle/config.json"
  seconds "$dkvm" --root "$work/state" create --bundle "$bundle" "$name" >>"$work/create.dkvm"
  seconds "$work/stub/runc" >>"$work/create.stub"
done
grep -q dkvm-supervisor "$bundle/config.json" # it was rewritten indeed
rm -rf "/run/dkvm/$name"
EOF
  docker rm -f "$id" >/dev/null
  for figure in create.dkvm create.stub; do
    awk '{ printf "%.6f\n", $2 - $1 }' "$work/$figure" >"$work/figures/$figure"
  done
}
