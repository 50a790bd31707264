#!/usr/bin/env bash
# build/test-engine.sh [start | stop]: what the end-to-end tests run against: the package as the sources are now, a
# private Docker Engine with it as --runtime=dkvm, and the test images. start prints what to eval to use it (DOCKER_HOST,
# DKVM_DOCKER_ADDRESS, DKVM_PACKAGE); it does only what is not done yet.
source "$(dirname "$0")/lib.sh"

# Sockets' paths must stay short, and the folder of the sources may be anywhere.
engine=/var/lib/dkvm-test/$(hash_text "$ROOT")
package=$engine/package

case ${1:-start} in
  start)
    "$ROOT/build/package.sh" --to "$package"
    # Warm starts, as an installed package has them; and none left of a package that is gone.
    kind=$(basename "$(realpath "$package/current")")
    if [[ $(cat "$engine/template" 2>/dev/null) != "$kind" ]] || ! compgen -G "/var/lib/dkvm/templates/$kind-*" >/dev/null; then
      [[ ! -s $engine/template ]] || rm -rf /var/lib/dkvm/templates/"$(cat "$engine/template")"-*
      step "making a VM template (about 5 s)" "$package/bin/dkvmctl" template build
      printf '%s\n' "$kind" >"$engine/template"
    fi
    "$ROOT/build/private-dockerd.sh" start "$engine/engine" "$package/bin/dkvm"
    "$ROOT/build/images.sh" --docker "docker -H unix://$engine/engine/docker.sock"
    "$ROOT/build/private-dockerd.sh" env "$engine/engine"
    printf 'export DKVM_PACKAGE=%s\n' "$package"
    ;;
  stop) "$ROOT/build/private-dockerd.sh" stop "$engine/engine" ;;
  *) die "build/test-engine.sh [start | stop]" ;;
esac
