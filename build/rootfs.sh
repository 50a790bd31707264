#!/usr/bin/env bash
# build/rootfs.sh OUT: the read-only root of the supervisor's container, without our programs and kernels: what
# rootfs.keep names, out of the Debian packages that debs.sh downloaded, and what helpers.sh compiled.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/apt.sh"
need dpkg-deb dpkg

LIBRARIES=usr/lib/x86_64-linux-gnu
LOADER=usr/lib64/ld-linux-x86-64.so.2

keep_listed() { # FROM TO
  local pattern path
  while read -r pattern; do
    for path in "$1"/$pattern; do
      [[ -e $path ]] || die "rootfs.keep names $pattern, which no package has"
      install -D -p -m "$(stat -L -c %a "$path")" "$path" "$2/${path#"$1"/}"
    done
  done < <(grep -vE '^(#|$)' "$ROOT/build/rootfs.keep")
}

add_helpers() { # HELPERS TO
  install -D -p -m 755 "$1/qemu-system-x86_64" "$2/usr/bin/qemu-system-x86_64"
  install -D -p -m 755 "$1/virtiofsd" "$2/usr/libexec/virtiofsd"
  for name in qemu-system-x86 virtiofsd; do
    install -D -p -m 644 "$1/$name.copyright" "$2/usr/share/doc/$name/copyright"
  done
}

# The loader's own answer to what a program needs, so that nothing is forgotten and nothing kept in vain.
keep_libraries() { # FROM TO
  local program path
  install -D -p -m 755 "$1/$LOADER" "$2/$LOADER"
  for program in "$2"/usr/{bin,sbin,libexec}/*; do
    "$1/$LOADER" --inhibit-cache --library-path "$1/$LIBRARIES" --list "$program" |
      awk '$2 == "=>" { print $3 }'
  done | sort -u | while read -r path; do
    [[ $path == "$1/"* ]] || die "$path is needed, but no package has it"
    install -p -m 644 "$path" "$2/$LIBRARIES/${path##*/}"
  done
}

# runc cannot make mount points on a read-only root.
make_mount_points() {
  mkdir -p "$1"/{proc,sys,dev/pts,dev/shm,dev/mqueue,tmp,run/dkvm,vm,etc/dkvm,root,var}
  chmod 1777 "$1/tmp"
  touch "$1"/etc/{hosts,hostname,resolv.conf,dkvm/launch.json}
  ln -s /run "$1/var/run"
}

write_accounts() {
  printf '%s\n' root:x:0:0:root:/root:/usr/sbin/nologin 'qemu:x:64055:64055:QEMU:/run:/usr/sbin/nologin' \
    nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin >"$1/etc/passwd"
  printf '%s\n' root:x:0: qemu:x:64055: nogroup:x:65534: >"$1/etc/group"
  printf '%s\n' 'passwd: files' 'group: files' 'hosts: files dns' >"$1/etc/nsswitch.conf"
}

versions() { # FROM: "name version", a package a line
  local deb
  # shellcheck disable=SC2016 # ${Package} is dpkg's
  for deb in "$1"/*.deb; do dpkg-deb -W --showformat='${Package} ${Version}\n' "$deb"; done
}

build() {
  local debs=$1 helpers=$2 out=$3 all
  all=$(mktemp -d "$CACHE/extracted.XXXXXX")
  chmod 755 "$out"
  unpack_debs "$debs" "$all"
  link_usr "$out"
  keep_listed "$all" "$out"
  add_helpers "$helpers" "$out"
  keep_libraries "$all" "$out"
  make_mount_points "$out"
  write_accounts "$out"
  versions "$debs" | cat "$helpers/versions" - >"$out/etc/dkvm/packages"
  /sbin/ldconfig -r "$out"
  rm -rf "$all"
  chroot "$out" /usr/bin/qemu-system-x86_64 -version
  chroot "$out" /usr/libexec/virtiofsd --version
}

[[ $(id -u) -eq 0 ]] || die "building the root file system needs root" "run it again as root"
build "$("$ROOT/build/debs.sh")/packages" "$("$ROOT/build/helpers.sh")" "$1"
