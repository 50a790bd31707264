#!/usr/bin/env bash
# build/kernel.sh OUT: OUT/<version>/{vmlinux,config,modules} for each Debian kernel that debs.sh downloaded, and the
# link OUT/latest to the newest.
source "$(dirname "$0")/lib.sh"
need dpkg-deb dpkg depmod kmod

build() {
  local deb=$1 out=$2 files version
  files=$(mktemp -d "$CACHE/extracted.XXXXXX")
  dpkg-deb -x "$deb" "$files"
  version=$(basename "$files"/boot/vmlinuz-*)
  version=${version#vmlinuz-}
  mkdir -p "$out/$version/modules"
  "$ROOT/build/extract-vmlinux.sh" "$files/boot/vmlinuz-$version" "$out/$version/vmlinux"
  cp -p "$files/boot/config-$version" "$out/$version/config"
  mkdir -p "$out/$version/modules/lib"
  # Debian 12 has them at /lib/modules, and not compressed.
  cp -a "$files"/{usr/,}lib/modules "$out/$version/modules/lib/" 2>/dev/null || [[ -d $out/$version/modules/lib/modules/$version ]]
  depmod -b "$out/$version/modules" "$version"
  rm -rf "$files"
}

chmod 755 "$1"
for deb in "$("$ROOT/build/debs.sh")"/kernels/*.deb; do build "$deb" "$1"; done
# shellcheck disable=SC2012 # versions have no odd characters
ln -s "$(ls "$1" | sort -V | tail -n 1)" "$1/latest"
