#!/usr/bin/env bash
# build/extract-vmlinux.sh VMLINUZ VMLINUX: takes the ELF kernel out of a bzImage, so that no boot has to decompress it.
# Where the payload lies is in the setup header (Documentation/arch/x86/boot.rst, payload_offset and payload_length).
source "$(dirname "$0")/lib.sh"
need readelf binutils

read_number() { od -An -v -j "$2" -N "$3" -t "u$3" "$1" | tr -d ' '; } # FILE OFFSET BYTES

# Package, program and options for the compression that these first bytes (in hexadecimal) tell.
decompressor() {
  case $1 in
    28b52ffd*) echo zstd zstd -dcq ;;
    fd377a585a00*) echo xz-utils xz -dcq --single-stream ;;
    1f8b*) echo gzip gzip -dcq ;;
    5d0000*) echo xz-utils xz -dcq --format=lzma ;;
    02214c18*) echo lz4 lz4 -dcq ;;
    7f454c46*) echo coreutils cat ;;
    *) ;;
  esac
}

extract() {
  local image=$1 out=$2 setup offset length magic size decompress
  [[ $(read_number "$image" $((0x202)) 2) -ge $((0x208)) ]] || die "$image is no bzImage of boot protocol 2.08 or later"
  setup=$(read_number "$image" $((0x1f1)) 1)
  offset=$(((setup + 1) * 512 + $(read_number "$image" $((0x248)) 4)))
  length=$(read_number "$image" $((0x24c)) 4)
  magic=$(od -An -v -j "$offset" -N 6 -t x1 "$image" | tr -d ' \n')
  # The four bytes after the compressed stream are the size of what comes out.
  size=$(read_number "$image" $((offset + length - 4)) 4)
  read -ra decompress < <(decompressor "$magic") || die "$image: its compression is unknown (it starts with $magic)"
  need "${decompress[1]}" "${decompress[0]}"
  dd if="$image" iflag=skip_bytes,count_bytes skip="$offset" count=$((length - 4)) bs=1M status=none | "${decompress[@]:1}" >"$out"
  [[ $(stat -c %s "$out") -eq $size ]] || die "$image: $(stat -c %s "$out") bytes came out instead of $size"
}

# QEMU enters an ELF kernel by PVH, at the address in its note XEN_ELFNOTE_PHYS32_ENTRY (18, xen/interface/elfnote.h).
check() {
  readelf -h "$1" | grep 'Class: *ELF64' >/dev/null || die "$1 is no 64-bit ELF file"
  readelf -n "$1" | grep 0x00000012 >/dev/null || die "$1 has no PVH entry" "build it with CONFIG_PVH=y"
}

extract "$1" "$2"
check "$2"
