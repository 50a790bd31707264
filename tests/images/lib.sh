# shellcheck shell=bash
# Shared by the recipes of this folder. A recipe is called with a folder, and puts rootfs.tar and changes in it: an
# instruction a line for docker import --change.
source "$(dirname "${BASH_SOURCE[0]}")/../../build/lib.sh"
source "$ROOT/build/apt.sh"

OUT=$1

change() { printf '%s\n' "$1" >>"$OUT/changes"; }

new_root() {
  mkdir "$OUT/root"
  printf '%s\n' "$OUT/root"
}

pack() { # ROOT
  tar -C "$1" --sort=name --mtime=@0 --numeric-owner --owner=0 --group=0 -cf "$OUT/rootfs.tar" .
  rm -rf "$1"
}

extract_package() { # NAME TO
  suite_open "$OUT/state"
  mkdir "$OUT/deb"
  (cd "$OUT/deb" && suite_apt "$OUT/state" apt-get download "$1")
  dpkg-deb -x "$OUT"/deb/*.deb "$2"
  rm -rf "$OUT/state" "$OUT/deb"
}

# bootstrap [OPTION]...: Debian 13's minimal system, with mmdebstrap's further options.
bootstrap() {
  need mmdebstrap mmdebstrap
  suite_sources "$(debian_keyring)" | mmdebstrap --variant=minbase --mode=root --architectures=amd64 \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$@" "$DEBIAN_SUITE" "$OUT/rootfs.tar" -
}
