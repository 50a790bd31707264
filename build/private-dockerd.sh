#!/usr/bin/env bash
# build/private-dockerd.sh start DIR [RUNTIME [NAME=PROGRAM]...] | stop DIR [--purge] | env DIR
# A Docker Engine for tests, beside any other: all it has lies in DIR, its bridge, iptables rules and addresses in a
# network namespace of its own, its mounts in a mount namespace of its own. So nothing of them is left when it ends.
#
#   start  starts it (or finds it running) with the runtime dkvm=RUNTIME (/opt/dkvm/bin/dkvm) and others
#          under their names; DIR/docker.sock answers. DKVM_TEST_START=cold has every VM boot that does not say how it is to
#          start, as if its container had -e DKVM_START=cold.
#          The namespace's end of a veth pair has the address in DIR/address: published ports are reached there.
#   stop   ends it with all its containers, and names what it had to kill; images stay in DIR/data unless --purge.
#   env    prints what to eval to use it: DOCKER_HOST, DKVM_DOCKER_ADDRESS.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/events.sh"

usage() { die "build/private-dockerd.sh start DIR [RUNTIME [NAME=PROGRAM]...] | stop DIR [--purge] | env DIR"; }

# pid_of dockerd|containerd: the process in that file, if it still is ours.
pid_of() {
  local pid command
  pid=$(cat "$DIR/$1.pid" 2>/dev/null) || return 0
  [[ -e /proc/$pid ]] || return 0
  # Empty for a moment while a process becomes another program.
  command=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) || return 0
  [[ -n $command && $command != *"$DIR"* ]] || printf '%s\n' "$pid"
}

api() { DOCKER_HOST=unix://$DIR/docker.sock docker "$@"; }

# Prints a runtime in front of RUNTIME: Docker has nothing of it, and so no docker exec and no docker inspect.
start_as() { # auto|cold|warm RUNTIME
  cat >"$DIR/start-$1" <<EOF
#!/bin/sh
last= bundle= create=
for word in "\$@"; do
  [ "\$last" != --bundle ] || bundle=\$word
  [ "\$word" != create ] || create=1
  last=\$word
done
if [ "\$create" ] && ! grep -q '"DKVM_START=' "\$bundle/config.json"; then
  sed -i '0,/"env":\[/s//&"DKVM_START=$1",/' "\$bundle/config.json"
fi
exec '$2' "\$@"
EOF
  chmod 755 "$DIR/start-$1"
  printf '%s\n' "$DIR/start-$1"
}

configure() { # NAME=PROGRAM...
  local one runtimes=
  cat >"$DIR/containerd.toml" <<EOF
version = 2
root = "$DIR/containerd/root"
state = "$DIR/containerd/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$DIR/containerd.sock"
EOF
  # docker checkpoint is one of the features that an engine has only so.
  for one in "$@"; do runtimes+=${runtimes:+, }$(printf '"%s": { "path": "%s" }' "${one%%=*}" "${one#*=}"); done
  printf '{ "experimental": true, "runtimes": { %s } }\n' "$runtimes" >"$DIR/daemon.json"
  printf '%s\n' "/dkvm-$(hash_text "$DIR")" >"$DIR/cgroup"
}

# Runs in the new namespaces, and becomes dockerd.
inside() {
  exec >"$DIR/dockerd.log" 2>&1
  printf '%s\n' $$ >"$DIR/dockerd.pid"
  ip link set lo up
  # Whatever their configuration says, dockerd has its plugins and containerd the sockets of its shims here.
  mkdir -p /run/docker /run/containerd
  mount -t tmpfs tmpfs /run/docker
  mount -t tmpfs tmpfs /run/containerd
  # Tests count what runs: no template is made beside them unless they say so.
  DKVM_TEMPLATES=manual env -u NOTIFY_SOCKET containerd --config "$DIR/containerd.toml" >"$DIR/containerd.log" 2>&1 &
  printf '%s\n' $! >"$DIR/containerd.pid"
  rm -f "$DIR/docker.sock"
  exec dockerd --host "unix://$DIR/docker.sock" --data-root "$DIR/data" --exec-root "$DIR/exec" --pidfile "$DIR/exec/pid" \
    --config-file "$DIR/daemon.json" --containerd "$DIR/containerd.sock" --cgroup-parent "$(cat "$DIR/cgroup")" \
    --exec-opt native.cgroupdriver=cgroupfs
}

# The first free 10.213.N.0/24 and the name dkvmN: taken by whoever makes the link first.
connect() {
  local n pid
  pid=$(pid_of dockerd)
  for n in {1..250}; do
    ip link add "dkvm$n" type veth peer name eth0 netns "$pid" 2>/dev/null || continue
    ip addr add "10.213.$n.1/24" dev "dkvm$n"
    ip link set "dkvm$n" up
    nsenter -t "$pid" -n sh -c "ip addr add 10.213.$n.2/24 dev eth0 && ip link set eth0 up && ip route add default via 10.213.$n.1"
    printf '%s\n' "dkvm$n" >"$DIR/link"
    printf '%s\n' "10.213.$n.2" >"$DIR/address"
    return
  done
  die "no free network 10.213.N.0/24 for the test engine"
}

start() {
  local runtime
  [[ -z $(pid_of dockerd) ]] || return 0
  need_docker
  need containerd containerd ip iproute2 iptables iptables
  stop # what is left of one that died
  mkdir -p "$DIR"/{data,exec,containerd}
  runtime=${1:-/opt/dkvm/bin/dkvm}
  [[ -z ${DKVM_TEST_START:-} ]] || runtime=$(start_as "$DKVM_TEST_START" "$runtime")
  configure "dkvm=$runtime" "${@:2}"
  trap stop EXIT
  step "starting a Docker Engine for tests in $DIR (about 3 s)" start_engine
  connect
  trap - EXIT
}

start_engine() {
  start_notified "$DIR/notify.sock" unshare --net --mount --propagation slave "$0" inside "$DIR" >/dev/null ||
    { tail -n 20 "$DIR/dockerd.log" "$DIR/containerd.log" && return 1; }
}

cgroups() { find /sys/fs/cgroup -maxdepth 2 -type d -path "*$(cat "$DIR/cgroup")"; }

# Whoever still lives in the engine's namespaces (shims) or in its containers' cgroups.
leftovers() { # NETWORK-NAMESPACE MOUNT-NAMESPACE, as readlink prints them
  find /proc/[0-9]*/ns \( -lname "${1//[\[\]]/?}" -o -lname "${2//[\[\]]/?}" \) 2>/dev/null | cut -d/ -f3 || true
  cgroups | while read -r folder; do find "$folder" -name cgroup.procs -exec cat {} +; done
}

kill_leftovers() {
  local pid
  for pid in $(leftovers "$@" | sort -u); do
    say "left behind, killed: $pid $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-100)"
    kill -KILL "$pid" 2>/dev/null || true
    ends "$pid" 5
  done
}

remove_cgroups() {
  cgroups | while read -r folder; do find "$folder" -depth -type d -exec rmdir {} +; done
}

end_process() { # NAME SECONDS
  local pid
  pid=$(pid_of "$1")
  [[ -n $pid ]] || return 0
  kill -TERM "$pid"
  ends "$pid" "$2" || { kill -KILL "$pid" && ends "$pid" 5; }
}

remove_containers() {
  local containers
  mapfile -t containers < <(api ps -aq)
  [[ ${#containers[@]} -eq 0 ]] || api rm -f "${containers[@]}" >/dev/null || true
}

stop() {
  local pid network mounts
  pid=$(pid_of dockerd)
  [[ -z $pid ]] || remove_containers
  pid=${pid:-$(pid_of containerd)}
  if [[ -n $pid ]]; then
    network=$(readlink "/proc/$pid/ns/net")
    mounts=$(readlink "/proc/$pid/ns/mnt")
    end_process dockerd 20
    end_process containerd 10
    kill_leftovers "$network" "$mounts"
    ip link del "$(cat "$DIR/link" 2>/dev/null)" 2>/dev/null || true # else it goes a moment later, with its peer
    remove_cgroups
  fi
  rm -rf "$DIR"/{notify.sock,dockerd.pid,containerd.pid,docker.sock,containerd.sock,containerd.sock.ttrpc,link,address,exec,start-*}
  rmdir --ignore-fail-on-non-empty /run/docker /run/containerd 2>/dev/null || true
  [[ ${1:-} != --purge ]] || rm -rf "$DIR"
}

[[ $# -ge 2 ]] || usage
DIR=$(realpath -m "$2")
case $1 in
  start) start "${@:3}" ;;
  stop) stop "${3:-}" ;;
  env) printf 'export DOCKER_HOST=unix://%s/docker.sock DKVM_DOCKER_ADDRESS=%s\n' "$DIR" "$(cat "$DIR/address")" ;;
  inside) inside ;;
  *) usage ;;
esac
