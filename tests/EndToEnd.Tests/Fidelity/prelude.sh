# What each case of cases/ runs after, in bash: with RUNTIME (runc or dkvm), C (a container's name, its own), T (a folder, its
# own), ADDRESS (the engine's) and DOCKER_HOST. What a case prints and its exit code are compared, with C and T written as names.
B=dkvm-test/busybox D=dkvm-test/debian

run() { docker run --rm --runtime="$RUNTIME" "$@"; }

# start [OPTION...] IMAGE COMMAND...: a container in the background, under the case's name.
start() { docker run -d --name "$C" --runtime="$RUNTIME" "$@" >/dev/null; }

# says TEXT [CONTAINER]: waits until the container has written a line with it.
says() { timeout 120 grep -m 1 -- "$1" < <(docker logs -f "${2:-$C}" 2>&1) >/dev/null; }

# waits [OPTION...] [IMAGE]: a container that is up, and ends at once when it is told to.
waits() {
  start "${@:-$B}" sh -c 'trap "exit 0" TERM; echo up; while :; do sleep 1000 & wait; done'
  says up
}

# port PORT/PROTOCOL: where the engine has published it.
port() { docker port "$C" "$1" | sed -n '1s/.*://p'; }

inside() { docker exec "$C" "$@"; }
ended() { docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$C"; }
