#!/usr/bin/env bash
# bench/run.sh [--runs N] [--only GROUP[,GROUP]...] [--json] [--package DIR]: how dkvm compares with runc. Groups: start
# (docker run and stop, beside a bare boot of the same QEMU and kernel; size at rest; dkvm create), exec, files, network. All
# in one session against an engine of its own, and interleaved, so that a busy minute of the machine hits all columns alike.
# Prints a table (or JSON) on stdout, progress on stderr.
source "$(dirname "$0")/../build/lib.sh"
source "$ROOT/bench/figures.sh"
source "$ROOT/bench/measure.sh"
source "$ROOT/bench/files.sh"
source "$ROOT/bench/network.sh"

usage='bench/run.sh [--runs N] [--only start,exec,files,network] [--json] [--package DIR]'
runs=10 only=start,exec,files,network json='' package=${DKVM_PACKAGE:-/opt/dkvm}
while [[ $# -gt 0 ]]; do
  case $1 in
    --runs) runs=${2:?--runs needs a number} && shift ;;
    --only) only=${2:?--only needs one or more of start,exec,files,network} && shift ;;
    --package) package=${2:?--package needs a folder} && shift ;;
    --json) json=1 ;;
    *) die "unknown argument $1" "$usage" ;;
  esac
  shift
done
[[ $runs =~ ^[1-9][0-9]*$ ]] || die "--runs $runs: not a number of runs"
[[ $only =~ ^(start|exec|files|network)(,(start|exec|files|network))*$ ]] || die "--only $only: not groups of figures" "$usage"
[[ -x $package/bin/dkvm ]] || die "there is no package at $package" "run build/package.sh, or name one: --package DIR"
package=$(dirname "$(dirname "$(realpath "$package/bin/dkvm")")")
need gcc 'gcc libc6-dev' cpio cpio

work=$(mktemp -d)
engine=$ROOT/artifacts/bench-engine
[[ ${#engine} -le 60 ]] || engine=/var/tmp/dkvm-bench-engine-$(hash_text "$ROOT")
finish() {
  "$ROOT/build/private-dockerd.sh" stop "$engine"
  rm -rf "$work"
}
trap finish EXIT
"$ROOT/build/private-dockerd.sh" start "$engine" "$package/bin/dkvm"
eval "$("$ROOT/build/private-dockerd.sh" env "$engine")"
asked() { [[ ,$only, == *,$1,* ]]; }

"$ROOT/build/images.sh" busybox
"$package/bin/dkvmctl" template build >&2

start_and_stop() {
  say "VMs at rest: their size, and their QEMU's command line"
  measure_idle warm
  measure_idle cold
  describe_machine
  make_bare_initramfs "$work/bare-initramfs"
  for ((run = 1; run <= runs; run++)); do
    say "run $run of $runs: docker run, a bare boot, docker stop"
    timed run.runc docker run --rm --runtime runc dkvm-test/busybox true
    for start in warm cold; do timed "run.$start" docker run --rm --runtime dkvm -e "DKVM_START=$start" dkvm-test/busybox true; done
    timed run.bare bare_boot
    for runtime in runc dkvm; do measure_stop "$runtime"; done
  done
  say "dkvm create, without what runc does"
  measure_rewriting
}

machine=
! asked start || start_and_stop
if asked exec; then
  say "docker exec, and 10 MB through it"
  measure_exec
fi
if asked files || asked network; then "$ROOT/build/images.sh" tools; fi
if asked files; then
  say "files on a volume, $runs times (about 20 s each)"
  measure_files
fi
if asked network; then
  say "iperf3 and ping, $runs times (about 25 s each)"
  measure_network
fi

if [[ -n $json ]]; then print_json; else print_table; fi
