# shellcheck shell=bash disable=SC2034,SC2153,SC2154 # run.sh has the names that are used on both sides
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
  for runtime in runc dkvm; do ids[$runtime]=$(started "$runtime"); done
  for ((run = 0; run < runs * 5; run++)); do
    for runtime in runc dkvm; do timed "exec.$runtime" docker exec "${ids[$runtime]}" true; done
  done
  for ((run = 0; run < runs; run++)); do
    for runtime in runc dkvm; do timed "stream.$runtime" bash -c "docker exec -i '${ids[$runtime]}' cat <'$work/ten' | cmp - '$work/ten'"; done
  done
  docker rm -f "${ids[@]}" >/dev/null
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

# The size of a VM whose workload sleeps, and that of its supervisor. START: warm or cold.
measure_idle() { # START
  local id pid total=0
  id=$(started dkvm -e "DKVM_START=$1")
  sleep 3 # what a start leaves behind in memory may be given back
  for pid in $(processes_of "$id"); do
    total=$(calculate "$total + $(memory "/proc/$pid/smaps_rollup" Pss)")
    case $(tr '\0' '\n' <"/proc/$pid/cmdline" | head -n 1) in
      *dkvm-supervisor)
        note "memory.supervisor-rss" "$(memory "/proc/$pid/status" VmRSS)"
        note "memory.supervisor-pss" "$(memory "/proc/$pid/smaps_rollup" Pss)"
        ;;
      *qemu-system-*) mapfile -d '' -t qemu <"/proc/$pid/cmdline" ;;
    esac
  done
  note "memory.pss.$1" "$total"
  docker rm -f "$id" >/dev/null
}

# The bare boot repeats the QEMU command line of a VM that booted.
describe_machine() {
  bare_arguments
  machine=$(printf '%s\n' "${qemu[@]}" | awk 'p == "-machine" || p == "-smp" || p == "-m" { printf "%s%s %s", n++ ? ", " : "", substr(p, 2), $0 } { p = $0 }')
}

# The VM's own command line without what only the supervisor can give it: sockets and taps by descriptor, the shared root,
# networks. Its console and ports stay, connected to nothing.
bare_arguments() {
  local i word value
  bare=()
  for ((i = 1; i < ${#qemu[@]}; i++)); do
    word=${qemu[i]} value=${qemu[i + 1]:-}
    case $word in
      -kernel) bare+=(-kernel "$package/rootfs$value") && i=$((i + 1)) ;;
      -initrd) bare+=(-initrd "$work/bare-initramfs") && i=$((i + 1)) ;;
      -mon | -netdev | -qmp) i=$((i + 1)) ;;
      # The supervisor made the memory; QEMU makes the same itself.
      -object) bare+=(-object "$(sed 's/memory-backend-file/memory-backend-memfd/; s/,mem-path=[^,]*//' <<<"$value")") && i=$((i + 1)) ;;
      -chardev)
        [[ $value != socket,* ]] || value=null,$(grep -o 'id=[^,]*' <<<"$value")
        bare+=(-chardev "$value") && i=$((i + 1))
        ;;
      -device)
        [[ $value == vhost-user-fs* || $value == virtio-net* ]] || bare+=(-device "$value")
        i=$((i + 1))
        ;;
      *) bare+=("$word") ;;
    esac
  done
}

make_bare_initramfs() { # FILE
  mkdir -p "$work/tree/dev"
  mknod -m 600 "$work/tree/dev/console" c 5 1
  gcc -static -Os -s -o "$work/tree/init" "$ROOT/bench/boot/init.c"
  (cd "$work/tree" && find . | cpio --quiet -o -H newc) >"$1"
}

# The package's QEMU, with the package's own libraries.
bare_boot() {
  local root=$package/rootfs
  timeout -k 1 120 "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
    "$root/usr/bin/qemu-system-x86_64" -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" "${bare[@]}"
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
