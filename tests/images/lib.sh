# shellcheck shell=bash
# Shared by the recipes of this folder. A recipe is called with a folder, and puts there what build/images.sh makes the
# image of: either rootfs.tar, or packages and files for dkvm-test/debian; and changes, an instruction a line, as a
# Dockerfile has them.
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
  suite_sources "$(debian_keyring)" "$DEBIAN_SUITE" | mmdebstrap --variant=minbase --mode=root --architectures=amd64 \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$@" "$DEBIAN_SUITE" "$OUT/rootfs.tar" -
}

# on_debian PACKAGE...: what the image has beyond dkvm-test/debian: these packages and those they depend on. DEBIAN_ROOT
# is that image's rootfs.tar; APT_LISTS, where set, package lists that another recipe has read already.
on_debian() {
  local state=${APT_LISTS:-$OUT/state}
  [[ -d $state/lists/partial ]] || suite_open "$state"
  tar -xOf "$DEBIAN_ROOT" ./var/lib/dpkg/status >"$state/status"
  mkdir -p "$OUT/packages"
  suite_apt "$state" apt-get install -y --download-only -o Dir::Cache::archives="$OUT/packages" "$@"
  rm -rf "$OUT/packages/"{lock,partial} "$OUT/state"
}

# file MODE PATH: a file of the image, from stdin.
file() {
  mkdir -p "$OUT/files$(dirname "$2")"
  cat >"$OUT/files$2"
  chmod "$1" "$OUT/files$2"
}

# setup COMMAND: is executed once, in the image, after the packages are installed.
setup() { printf '%s\n' "$1" >>"$OUT/setup"; }
