#!/usr/bin/env bash
# bench/run.sh [--runs N] [--only GROUP[,GROUP]...] [--vms N] [--json] [--svg FILE] [--package DIR]: how dkvm compares with
# runc, and with gVisor where Debian's runsc is installed. Groups: start (docker run, its first byte and stop, beside a bare
# boot of the same QEMU and kernel; size at rest; dkvm create), exec, files, network, and density (--vms N idle VMs). All in
# one session against an engine of its own, and interleaved, so that a busy minute of the machine hits all columns alike.
# Prints a table (or JSON) on stdout, progress on stderr; --svg draws where the time of a cold and of a warm start goes.
source "$(dirname "$0")/../build/lib.sh"
source "$ROOT/bench/figures.sh"
source "$ROOT/bench/print.sh"
source "$ROOT/bench/measure.sh"
source "$ROOT/bench/bare.sh"
source "$ROOT/bench/files.sh"
source "$ROOT/bench/network.sh"
source "$ROOT/bench/density.sh"
source "$ROOT/bench/plot.sh"

usage='bench/run.sh [--runs N] [--only start,exec,files,network,density] [--vms N] [--json] [--svg FILE] [--package DIR]'
groups='start|exec|files|network|density'
runs=10 only=${groups//|/,} vms=20 json='' svg='' package=${DKVM_PACKAGE:-/opt/dkvm}
while [[ $# -gt 0 ]]; do
  case $1 in
    --runs) runs=${2:?--runs needs a number} && shift ;;
    --only) only=${2:?--only needs one or more of ${groups//|/,}} && shift ;;
    --vms) vms=${2:?--vms needs a number} && shift ;;
    --svg) svg=${2:?--svg needs a file} && shift ;;
    --package) package=${2:?--package needs a folder} && shift ;;
    --json) json=1 ;;
    *) die "unknown argument $1" "$usage" ;;
  esac
  shift
done
asked() { [[ ,$only, == *,$1,* ]]; }
[[ $runs =~ ^[1-9][0-9]*$ ]] || die "--runs $runs: not a number of runs"
[[ $vms =~ ^[1-9][0-9]*$ ]] || die "--vms $vms: not a number of VMs"
[[ $only =~ ^($groups)(,($groups))*$ ]] || die "--only $only: not groups of figures" "$usage"
[[ -z $svg ]] || asked start || die "--svg draws a start, and --only $only has none" "$usage"
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
"$ROOT/build/private-dockerd.sh" start "$engine" "$package/bin/dkvm" "runsc=$ROOT/bench/runsc.sh"
eval "$("$ROOT/build/private-dockerd.sh" env "$engine")"

"$ROOT/build/images.sh" busybox
"$package/bin/dkvmctl" template build >&2

# gVisor, if there is one and it comes up here: one that does not may well wait for ever.
runtimes=(runc dkvm) gvisor='' no_gvisor='without gVisor: there is no runsc (Debian: apt-get install runsc)'
if [[ $(type -P runsc) ]]; then
  if timeout -k 5 60 docker run --rm --runtime runsc dkvm-test/busybox true >"$work/output" 2>&1 </dev/null; then
    runtimes+=(runsc)
    gvisor="gVisor: $(runsc --version | head -n 1)"
  else
    cat "$work/output" >&2
    no_gvisor="without gVisor: its $(runsc --version | head -n 1) does not come up on this host"
  fi
fi
say "${gvisor:-$no_gvisor}"

start_and_stop() {
  local run start runtime
  say "containers at rest: their size, and a VM's QEMU command line"
  for runtime in "${runtimes[@]}"; do [[ $runtime == dkvm ]] || measure_idle "$runtime" "$runtime"; done
  for start in warm cold; do measure_idle "$start" dkvm -e "DKVM_START=$start"; done
  describe_machine
  make_bare_initramfs "$work/bare-initramfs"
  for ((run = 1; run <= runs; run++)); do
    say "run $run of $runs: docker run, its first byte, a bare boot, docker stop"
    for runtime in "${runtimes[@]}"; do
      [[ $runtime != dkvm ]] || continue
      timed "run.$runtime" docker run --rm --runtime "$runtime" dkvm-test/busybox true
      first_byte "$runtime" "$runtime"
    done
    for start in warm cold; do
      timed "run.$start" docker run --rm --runtime dkvm -e "DKVM_START=$start" dkvm-test/busybox true
      first_byte "$start" dkvm -e "DKVM_START=$start"
    done
    timed boot.bare bare_boot
    for runtime in "${runtimes[@]}"; do measure_stop "$runtime"; done
  done
  say "dkvm create, without what runc does"
  measure_rewriting
  [[ -z $svg ]] || draw_starts >"$svg"
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
if asked density; then
  say "$vms idle VMs"
  measure_density
fi

if [[ -n $json ]]; then print_json; else print_table; fi
