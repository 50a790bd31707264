#!/usr/bin/env bash
# build/kernel-deb.sh PACKAGE: downloads the newest kernel that a package of Debian 13 such as linux-image-amd64 stands for,
# once, and prints the .deb file: what dkvmctl kernel add takes. For tests, and for trying.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/apt.sh"

download() { # PACKAGE OUT
  step "reading Debian 13's package lists (about 5 s)" suite_open "$2/state"
  cd "$2"
  step "downloading the kernel, $1 (about 100 MB)" suite_kernel "$2/state" "$1"
  cd "$ROOT"
  rm -rf "$2/state"
}

ls "$(cached kernel-deb "$(hash_text "$DEBIAN_SUITE" "$1")" download "$1")"/*.deb
