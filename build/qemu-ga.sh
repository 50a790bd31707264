#!/usr/bin/env bash
# build/qemu-ga.sh: prints a folder that is a root of its own with Debian 13's guest agent, its libraries and a busybox:
# the other side of the interoperability tests, made once. Nothing of it goes into the package.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/apt.sh"
need dpkg-deb dpkg unshare util-linux setpriv util-linux python3 python3

download() { # OUT
  suite_download "$1/debs" qemu-guest-agent busybox-static
}

build() { # OUT
  local name
  mkdir "$1/debs"
  step "downloading Debian's qemu-guest-agent (about 7 MB)" download "$1"
  chmod 755 "$1"
  unpack_debs "$1/debs" "$1"
  rm -rf "$1/debs" "$1/debs.state" "${1:?}/usr/share"
  mkdir -p "$1"/{proc,dev,tmp,run,data}
  "$1/usr/bin/busybox" --list | while read -r name; do
    # No program that ends or changes a machine: guest-shutdown finds nothing to start.
    case $name in
      busybox | halt | poweroff | reboot | shutdown | init | hwclock) ;;
      *) [[ -e $1/bin/$name ]] || ln -s busybox "$1/bin/$name" ;;
    esac
  done
}

cached qemu-ga "$(hash_text "$DEBIAN_SUITE" "$(hash_of build/qemu-ga.sh build/apt.sh)")" build
