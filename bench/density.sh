# shellcheck shell=bash disable=SC2154 # run.sh has the names that are used on both sides
# Many idle VMs on one machine. Sourced by run.sh.

readonly DENSITY_MEMORY=256m

available() { memory /proc/meminfo MemAvailable; }

# VMs that stay, one after the other: how long the first and the last took to say that they are up, and what one costs in
# memory: of its processes, and of all that the machine has no more (page tables, sockets, shims).
measure_density() {
  local before after start total=0 id
  local -a ids=()
  "$package/bin/dkvmctl" template build --memory "$DENSITY_MEMORY" >&2
  before=$(available)
  while [[ ${#ids[@]} -lt $vms ]]; do
    start=$EPOCHREALTIME
    id=$(started dkvm -e DKVM_START=warm -e "DKVM_MEMORY=$DENSITY_MEMORY")
    note density "$(calculate "$EPOCHREALTIME - $start")"
    ids+=("$id")
  done
  sleep 3 # as for one
  after=$(available)
  for id in "${ids[@]}"; do total=$(calculate "$total + $(pss "$id")"); done
  note density.first.dkvm "$(head -n 1 "$work/figures/density")"
  note density.last.dkvm "$(tail -n 1 "$work/figures/density")"
  note density.pss.dkvm "$(calculate "$total / $vms")"
  note density.host.dkvm "$(calculate "($before - $after) / $vms")"
  docker rm -f "${ids[@]}" >/dev/null
}
