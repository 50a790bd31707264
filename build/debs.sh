#!/usr/bin/env bash
# build/debs.sh: downloads the .deb files named by packages.list (with all they depend on) and kernel.list, once, and
# prints their folder. They stay what they are until a list changes or DKVM_UPDATE=1 asks for what is newest now.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/apt.sh"

names() { grep -hvE '^(#|$)' "$@"; }

download() {
  local out=$1 state=$1/state kernel
  step "reading Debian 13's package lists (about 5 s)" suite_open "$state"
  mkdir -p "$out/packages" "$out/kernels"
  # shellcheck disable=SC2046 # one word per package
  step "downloading QEMU, virtiofsd and mkfs tools (about 65 MB)" suite_apt "$state" apt-get install -y --download-only \
    -o Dir::Cache::archives="$out/packages" $(names "$ROOT/build/packages.list")
  for kernel in $(names "$ROOT/build/kernel.list"); do
    # apt-get download writes to the current folder.
    cd "$out/kernels"
    step "downloading the kernel, $kernel (about 35 MB)" suite_apt "$state" apt-get download \
      "$(suite_apt "$state" apt-cache depends "$kernel" | awk '$1 == "Depends:" && $2 ~ /^linux-image-[0-9]/ { print $2; exit }')"
    cd "$ROOT"
  done
  rm -rf "$state" "$out/packages/"{lock,partial}
}

[[ -z ${DKVM_UPDATE:-} ]] || rm -rf "$CACHE"/debs-*
cached debs "$(hash_text "$DEBIAN_SUITE" "$(hash_of build/packages.list build/kernel.list)")" download
