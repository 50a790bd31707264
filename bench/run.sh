#!/usr/bin/env bash
# bench/run.sh [--runs N] [--json] [--package DIR]: how dkvm's start, stop and size compare with runc's and with a bare boot
# of the same QEMU and kernel. All in one session against an engine of its own, and interleaved, so that a busy minute of
# the machine hits all columns alike. Prints a table (or JSON) on stdout, progress on stderr.
source "$(dirname "$0")/../build/lib.sh"
source "$ROOT/bench/figures.sh"
source "$ROOT/bench/measure.sh"

runs=10 json='' package=${DKVM_PACKAGE:-/opt/dkvm}
while [[ $# -gt 0 ]]; do
  case $1 in
    --runs) runs=${2:?--runs needs a number} && shift ;;
    --package) package=${2:?--package needs a folder} && shift ;;
    --json) json=1 ;;
    *) die "unknown argument $1" "bench/run.sh [--runs N] [--json] [--package DIR]" ;;
  esac
  shift
done
[[ $runs =~ ^[1-9][0-9]*$ ]] || die "--runs $runs: not a number of runs"
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
"$ROOT/build/images.sh" busybox

say "VMs at rest: their size, and their QEMU's command line"
"$package/bin/dkvmctl" template build >&2
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
say "docker exec, and 10 MB through it"
measure_exec
say "dkvm create, without what runc does"
measure_rewriting

if [[ -n $json ]]; then print_json; else print_table; fi
