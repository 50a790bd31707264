#!/usr/bin/env bash
# build/image.sh [TAG]: builds the image dkvm (or TAG), which installs the package: docker run --rm -v /opt/dkvm:/dkvm dkvm
source "$(dirname "$0")/lib.sh"

tag=${1:-dkvm}
"$ROOT/build/docker.sh"
"$ROOT/build/base-image.sh"
programs=$("$ROOT/build/programs.sh")
helpers=$("$ROOT/build/helpers.sh")

context=$(mktemp -d "$CACHE/context.XXXXXX")
trap 'rm -rf "$context"' EXIT
cp -a "$ROOT/build" "$ROOT/Directory.Build.props" "$context/"
cp -a "$programs" "$context/programs"
cp -a "$helpers" "$context/helpers"
mkdir "$context/hocon"
[[ ! -d $ROOT/hocon ]] || cp -a "$ROOT/hocon/." "$context/hocon/"
# Files are dated alike, so that the builder's cache tells changes of content from copies.
find "$context" -exec touch -h -d @0 {} +
say "building the image $tag (about 90 s; Docker says what it does)"
DOCKER_BUILDKIT=0 docker build -t "$tag" -f "$context/build/Dockerfile" \
  --build-arg "DKVM_MIRROR=${DKVM_MIRROR:-}" --build-arg "DKVM_SECURITY_MIRROR=${DKVM_SECURITY_MIRROR:-}" "$context" >&2
