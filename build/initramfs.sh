#!/usr/bin/env bash
# build/initramfs.sh KERNEL-FOLDER GUEST OUT: OUT/initramfs, the guest's first root, for a folder made by kernel.sh and
# the program dkvm-guest, beside which dkvm-rehearsal lies. /init is that program, /rehearsal the other (GuestSide/Boot/
# Rehearsal.cs), /modules lists the modules to load in their order, one a line, each after
# the word that says when (initramfs.modules). With - for the folder: OUT/guest.cpio, what is the same for all kernels.
# Not compressed: decompressing costs the guest more than the few bytes cost QEMU.
source "$(dirname "$0")/lib.sh"
need cpio cpio modprobe kmod xz xz-utils strip binutils

# The files to load for a module, dependencies first; nothing for what is built in.
files_of() { # KERNEL-FOLDER VERSION MODULE
  modprobe -S "$2" -d "$1/modules" -C /dev/null --show-depends "$3" | awk '$1 == "insmod" { print $2 }'
}

add_modules() { # KERNEL-FOLDER ROOT
  local version when module file path
  version=$(basename "$1")
  grep -vE '^(#|$)' "$ROOT/build/initramfs.modules" | while read -r when module; do
    files_of "$1" "$version" "$module" | sed "s/^/$when /"
  done | awk '!seen[$2]++' | while read -r when file; do
    path=/lib/modules/$version/$(basename "${file%.xz}")
    mkdir -p "$2$(dirname "$path")"
    if [[ $file == *.xz ]]; then xz -dc "$file" >"$2$path"; else cp "$file" "$2$path"; fi
    # Debian's signature stands behind the ELF file; checking it costs the guest more than loading. The package is trusted,
    # and its kernel does not insist.
    # What eBPF wants to know of a module's types costs each of its loads, and nothing in a guest's first moments asks.
    strip --strip-debug --remove-section=.BTF --remove-section=.BTF.base "$2$path"
    printf '%s %s\n' "$when" "$path"
  done >"$2/modules"
  [[ -s $2/modules ]] || die "no module of initramfs.modules is in $1"
}

add_devices() {
  mkdir -p "$1/dev"
  mknod -m 600 "$1/dev/console" c 5 1
  mknod -m 666 "$1/dev/null" c 1 3
}

pack() { # ROOT FILE
  find "$1" -exec touch -h -d @0 {} +
  (cd "$1" && find . -mindepth 1 | sort | cpio --quiet -o -H newc -R 0:0 --reproducible) >"$2"
}

kernel=$1 guest=$2 out=$3
tree=$(mktemp -d "$CACHE/initramfs.XXXXXX")
mkdir -p "$tree"/{proc,sys,run,root}
install -m 755 "$guest" "$tree/init"
install -m 755 "$(dirname "$guest")/dkvm-rehearsal" "$tree/rehearsal"
add_devices "$tree"
if [[ $kernel == - ]]; then
  pack "$tree" "$out/guest.cpio"
else
  add_modules "$kernel" "$tree"
  pack "$tree" "$out/initramfs"
fi
rm -rf "$tree"
