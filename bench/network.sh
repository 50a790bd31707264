# shellcheck shell=bash disable=SC2034,SC2154 # run.sh has the names that are used on both sides
# The network, between a container of runc and one of each runtime on the same bridge. Sourced by run.sh.

readonly IPERF_SECONDS=4

# Gb/s that arrived, of iperf3's own report.
throughput() { # CONTAINER SERVER [-R]
  docker exec "$1" iperf3 -c "$2" -t "$IPERF_SECONDS" -O 1 -J "${@:3}" | grep -A 20 '"sum_received"' |
    awk -F'[:,]' '$1 ~ /"bits_per_second"/ { printf "%.4f", $2 / 1e9; exit }'
}

# The median of 200 round trips, in microseconds, of ping's own clock.
round_trip() { # CONTAINER SERVER
  docker exec "$1" ping -n -i 0.01 -c 200 "$2" | sed -n 's/.*time=\([0-9.]*\) ms/\1/p' | sort -n |
    awk '{ v[NR] = $1 } END { printf "%.1f", 1000 * v[int((NR + 1) / 2)] }'
}

measure_network() {
  local runtime run address peer
  local -A ids
  docker network create dkvm-bench >/dev/null
  peer=$(docker run -d --runtime runc --network dkvm-bench dkvm-test/tools iperf3 -s)
  address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$peer")
  for runtime in "${runtimes[@]}"; do ids[$runtime]=$(docker run -d --runtime "$runtime" --network dkvm-bench dkvm-test/tools sleep 100000); done
  for ((run = 0; run < runs; run++)); do
    for runtime in "${runtimes[@]}"; do
      note "network.out.$runtime" "$(throughput "${ids[$runtime]}" "$address")"
      note "network.in.$runtime" "$(throughput "${ids[$runtime]}" "$address" -R)"
      note "network.trip.$runtime" "$(round_trip "${ids[$runtime]}" "$address")"
    done
  done
  docker rm -f "$peer" "${ids[@]}" >/dev/null
  docker network rm dkvm-bench >/dev/null
}
