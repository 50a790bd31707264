#!/usr/bin/env bash
# build/debs.sh: downloads the .deb files named by packages.list (with all they depend on) and kernel.list, once, and
# prints their folder. They stay what they are until a list changes or DKVM_UPDATE=1 asks for what is newest now.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/apt.sh"

names() { grep -hvE '^(#|$)' "$@"; }

download() {
  local out=$1 state=$1/state kernel suite
  step "reading Debian 13's package lists (about 5 s)" suite_open "$state/$DEBIAN_SUITE"
  mkdir -p "$out/packages" "$out/kernels"
  # shellcheck disable=SC2046 # one word per package
  step "downloading firmware, libraries and mkfs tools (about 25 MB)" suite_apt "$state/$DEBIAN_SUITE" apt-get install -y --download-only \
    -o Dir::Cache::archives="$out/packages" $(names "$ROOT/build/packages.list")
  # apt-get download writes to the current folder.
  cd "$out/kernels"
  while read -r kernel suite; do
    [[ -d $state/$suite ]] || step "reading the package lists of Debian $suite" suite_open "$state/$suite" "$suite"
    step "downloading the kernel, $kernel of $suite (about 35 MB)" suite_kernel "$state/$suite" "$kernel"
  done < <(names "$ROOT/build/kernel.list")
  cd "$ROOT"
  rm -rf "$state" "$out/packages/"{lock,partial}
}

[[ -z ${DKVM_UPDATE:-} ]] || rm -rf "$CACHE"/debs-*
cached debs "$(hash_text "$DEBIAN_SUITE" "$(hash_of build/packages.list build/kernel.list)")" download
