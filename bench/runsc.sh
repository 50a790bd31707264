#!/usr/bin/env bash
# gVisor as a runtime of the bench's engine. --net-raw: without it the container has no ping.
# A runsc from before August 2024 takes /proc/sys/net/core/rmem_default for the mark of the host's own network namespace, and
# refuses to start ("cannot run with network enabled in root network namespace"); since Linux 6.11 every namespace has that
# file (google/gvisor#10704). For its start alone it sees a /proc/sys with nothing but the one file that it has to read.
set -euo pipefail
export LC_ALL=C

if [[ " $* " == *' start '* ]] && grep -qs /proc/sys/net/core/rmem_default "$(type -P runsc)"; then
  # shellcheck disable=SC2016 # the inner shell expands it
  exec unshare --mount --propagation private bash -euc '
    lowest=$(cat /proc/sys/vm/mmap_min_addr)
    mount -t tmpfs tmpfs /proc/sys
    mkdir /proc/sys/vm
    echo "$lowest" >/proc/sys/vm/mmap_min_addr
    exec runsc --net-raw "$@"' runsc "$@"
fi
exec runsc --net-raw "$@"
