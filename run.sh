#!/usr/bin/env bash
# ./run.sh [COMMAND...]: sets up what is missing, builds, installs to /opt/dkvm, registers the runtime with Docker, and
# runs a container in a virtual machine: with its command, or one that shows whose kernel it is.
source "$(dirname "$0")/build/lib.sh"
cd "$ROOT"

# busybox from a registry if one answers, else our own.
demo_image() {
  local image
  for image in busybox dkvm-test/busybox; do
    ! docker image inspect "$image" >/dev/null 2>&1 || { printf '%s\n' "$image" && return; }
  done
  say "pulling busybox (up to 30 s)"
  ! timeout 30 docker pull -q busybox >/dev/null 2>&1 || { echo busybox && return; }
  say "no image registry answers: making the image from Debian's packages"
  "$ROOT/build/images.sh" busybox
  echo dkvm-test/busybox
}

# shellcheck disable=SC2016 # the guest's shell expands this
demo=(sh -c 'echo "Hello from a virtual machine with $(nproc) CPU(s) and kernel $(uname -r)."')
[[ $# -eq 0 ]] || demo=("$@")

"$ROOT/build/check-sdk.sh"
"$ROOT/build/docker.sh"
"$ROOT/build/package.sh"
say "registering the runtime dkvm with Docker"
/opt/dkvm/bin/dkvmctl install
image=$(demo_image)

say "this host runs kernel $(uname -r)"
say "docker run --rm --runtime=dkvm $image ${demo[*]}"
docker run --rm --runtime=dkvm -e DKVM_TIMELINE=1 "$image" "${demo[@]}"
