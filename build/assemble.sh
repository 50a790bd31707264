#!/usr/bin/env bash
# build/assemble.sh ROOTFS KERNELS PROGRAMS OUT: puts the package together from its parts, with SHA256SUMS (what
# dkvmctl doctor checks) and version.json. Files are linked hard where that is possible, so this takes no time.
source "$(dirname "$0")/lib.sh"

copy() { cp -al "$@" 2>/dev/null || cp -a "$@"; }

add_programs() { # PROGRAMS OUT
  local name folder
  while read -r name _ folder; do
    [[ $folder == - ]] || install -D -m 755 "$1/$name" "$2/$folder/$name"
  done < <(grep -vE '^(#|$)' "$ROOT/build/programs.list")
}

# Each kernel with an initramfs; then the same files once more where the supervisor sees them.
add_kernels() { # KERNELS GUEST OUT
  local folder
  mkdir -p "$3/kernels"
  copy "$1" "$3/kernels/debian"
  for folder in "$3"/kernels/debian/*/; do
    [[ -L ${folder%/} ]] || "$ROOT/build/initramfs.sh" "${folder%/}" "$2" "${folder%/}"
  done
  ln -s debian/latest "$3/kernels/default"
  mkdir -p "$3/rootfs/usr/share/dkvm"
  copy "$3/kernels" "$3/rootfs/usr/share/dkvm/kernels"
  # For kernels that the package does not know: those of dkvmctl kernel add, and those of images.
  "$ROOT/build/initramfs.sh" - "$2" "$3/rootfs/usr/share/dkvm"
  install -m 644 "$ROOT/build/initramfs.modules" "$3/rootfs/usr/share/dkvm/"
}

add_settings() { # OUT
  [[ ! -d $ROOT/hocon ]] || find "$ROOT/hocon" -name '*.conf' -exec install -m 644 -t "$1/rootfs/etc/dkvm" {} +
}

version_of() { awk -v name="$2" '$1 == name { print $2 }' "$1/rootfs/etc/dkvm/packages"; } # OUT PACKAGE

write_version() { # OUT
  local out=$1 version content
  version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")
  (cd "$out" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum) >"$out/SHA256SUMS"
  content=$( (cat "$out/SHA256SUMS" && cd "$out" && find . -type l -printf '%p %l\n' | sort) | sha256sum | cut -c1-16)
  printf '{\n  "version": "%s",\n  "content": "%s",\n  "kernel": "%s",\n  "qemu": "%s",\n  "virtiofsd": "%s"\n}\n' \
    "$version" "$content" "$(readlink "$out/kernels/debian/latest")" \
    "$(version_of "$out" qemu-system-x86)" "$(version_of "$out" virtiofsd)" >"$out/version.json"
}

rootfs=$1 kernels=$2 programs=$3 out=$4
chmod 755 "$out"
copy "$rootfs" "$out/rootfs"
chmod u+w "$out/rootfs"
add_programs "$programs" "$out"
add_kernels "$kernels" "$programs/dkvm-guest" "$out"
add_settings "$out"
write_version "$out"
