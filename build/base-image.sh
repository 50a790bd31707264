#!/usr/bin/env bash
# build/base-image.sh: makes sure that there is an image debian:trixie-slim to build on: the engine's own, else a pulled
# one, else one made from Debian's packages.
source "$(dirname "$0")/lib.sh"

IMAGE=debian:trixie-slim

! docker image inspect "$IMAGE" >/dev/null 2>&1 || exit 0
say "pulling $IMAGE (up to 30 s)"
! timeout 30 docker pull -q "$IMAGE" >/dev/null 2>&1 || exit 0
say "no image registry answers: making $IMAGE from Debian's packages"
"$ROOT/build/images.sh" debian
docker tag dkvm-test/debian "$IMAGE"
