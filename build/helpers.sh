#!/usr/bin/env bash
# build/helpers.sh: prints a folder with QEMU and virtiofsd, compiled from Debian 13's sources, their licences and versions:
#   QEMU       with the devices of helpers/qemu/devices.mak only: starts sooner, takes 20 MB less for each VM, and offers
#              a guest less to attack. Its version ends in +dkvm.
#   virtiofsd  with helpers/virtiofsd/kept_pages.rs: a guest need not read a program again that has not changed.
# The compilers are Debian 13's too, whatever this host is: unpacked, not installed, for as long as it takes (2 GB).
# DKVM_HELPERS names a folder to take them from instead (inside the Dockerfile).
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/apt.sh"

HELPERS=$ROOT/build/helpers
CRATES=usr/share/cargo/registry

download() { # ROOT
  local state=$1/debs.state
  mkdir "$1/debs" "$1/qemu"
  # shellcheck disable=SC2046 # one word per package
  suite_download "$1/debs" $(grep -vE '^(#|$)' "$HELPERS/packages.list")
  sed -i 's/^deb \(.*\)/&\ndeb-src \1/' "$state/sources.list"
  suite_apt "$state" apt-get update
  # apt-get source downloads to the current folder.
  (cd "$1/qemu" && suite_apt "$state" apt-get source --download-only qemu)
  rm -rf "$state"
}

unpack() { # ROOT
  unpack_debs "$1/debs" "$1"
  # What the packages' own scripts would have made.
  ln -sf bash "$1/usr/bin/sh"
  ln -s gcc "$1/usr/bin/cc"
  ln -s gawk "$1/usr/bin/awk"
  mkdir -p "$1"/{dev,tmp,etc/ssl/certs}
  cat "$1"/usr/share/ca-certificates/mozilla/*.crt >"$1/etc/ssl/certs/ca-certificates.crt"
  mknod -m 666 "$1/dev/null" c 1 3
  unpack_qemu "$1/qemu"
  unpack_virtiofsd "$1/virtiofsd" "$1/$CRATES"
}

# Debian's source package: what it was made from, and Debian's changes in their order.
unpack_qemu() { # FOLDER
  local name
  tar -xf "$1"/qemu_*.orig.tar.xz -C "$1" --strip-components=1
  tar -xf "$1"/qemu_*.debian.tar.xz -C "$1"
  grep -vE '^(#|$)' "$1/debian/patches/series" | while read -r name; do
    patch -s -p1 -d "$1" -i "$1/debian/patches/$name"
  done
  cp "$HELPERS/qemu/devices.mak" "$1/configs/devices/x86_64-softmmu/dkvm.mak"
}

# A virtiofsd that has not all the places is not the one that the change was written for.
unpack_virtiofsd() { # FOLDER CRATES
  local crate places
  crate=$(find "$2" -maxdepth 1 -name 'virtiofsd-[0-9]*')
  cp -rL "$crate" "$1"
  rm -f "$1/Cargo.lock"
  cp "$HELPERS/virtiofsd/kept_pages.rs" "$1/src/passthrough/"
  sed -E -i -f "$HELPERS/virtiofsd/hooks.sed" "$1/src/passthrough/mod.rs"
  places=$(grep -cE 'kept_pages|holds\)' "$1/src/passthrough/mod.rs" || true)
  [[ $places -eq 5 ]] || die "${crate##*/} is not what helpers/virtiofsd/hooks.sed is for: $places of 5 places found"
}

# What is in ROOT is all there is.
inside() { # ROOT COMMAND...
  local root=$1
  shift
  env -i PATH=/usr/bin:/usr/sbin HOME=/tmp LC_ALL=C chroot "$root" "$@"
}

compile_qemu() { # ROOT
  # shellcheck disable=SC2016 # the inner shell's
  inside "$1" sh -ec 'mkdir /qemu/build && cd /qemu/build && ../configure "$@" && ninja qemu-system-x86_64' configure \
    --prefix=/usr --firmwarepath=/usr/share/qemu:/usr/share/seabios --target-list=x86_64-softmmu \
    --without-default-features --without-default-devices --with-devices-x86_64=dkvm \
    --enable-system --enable-tcg --enable-kvm --enable-vhost-user --enable-vhost-net --enable-fdt=system \
    --enable-lto --enable-seccomp --enable-pie --enable-stack-protector --enable-malloc-trim \
    --disable-qom-cast-debug --enable-trace-backends=nop --disable-tools --disable-docs --disable-debug-info --disable-install-blobs \
    --extra-cflags='-fstack-clash-protection -fcf-protection'
}

compile_virtiofsd() { # ROOT
  inside "$1" rustc --edition 2018 --test -C linker=gcc -o /tmp/kept_pages /virtiofsd/src/passthrough/kept_pages.rs
  inside "$1" /tmp/kept_pages
  inside "$1" cargo build --release --offline --manifest-path /virtiofsd/Cargo.toml \
    --config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"/$CRATES\"" \
    --config 'target.x86_64-unknown-linux-gnu.linker="gcc"'
}

versions() { # ROOT
  # shellcheck disable=SC2016 # ${Version} is dpkg's
  printf 'virtiofsd %s+dkvm\n' "$(dpkg-deb -W --showformat='${Version}' "$1"/debs/librust-virtiofsd-dev_*.deb)"
  printf 'qemu-system-x86 %s+dkvm\n' "$(sed -n 's/^Version: //p' "$1"/qemu/qemu_*.dsc)"
}

build() { # OUT
  local root=$1/toolchain
  need dpkg-deb dpkg patch patch xz xz-utils
  mkdir "$root"
  chmod 755 "$1" "$root"
  # shellcheck disable=SC2064 # its name now
  trap "rm -rf '$root'" EXIT
  step "downloading compilers and the sources of QEMU and virtiofsd (about 220 MB)" download "$root"
  step "unpacking them (about 30 s)" unpack "$root"
  step "compiling virtiofsd (about 90 s)" compile_virtiofsd "$root"
  step "compiling QEMU (about 3 min on two processors)" compile_qemu "$root"
  inside "$root" strip /qemu/build/qemu-system-x86_64 /virtiofsd/target/release/virtiofsd
  install -m 755 "$root/qemu/build/qemu-system-x86_64" "$root/virtiofsd/target/release/virtiofsd" "$1/"
  install -m 644 "$root/qemu/debian/copyright" "$1/qemu-system-x86.copyright"
  install -m 644 "$root/usr/share/doc/librust-virtiofsd-dev/copyright" "$1/virtiofsd.copyright"
  versions "$root" >"$1/versions"
  rm -rf "$root"
}

if [[ -n ${DKVM_HELPERS:-} ]]; then
  printf '%s\n' "$DKVM_HELPERS"
  exit
fi
[[ $(id -u) -eq 0 ]] || die "compiling QEMU and virtiofsd needs root" "run it again as root"
[[ -z ${DKVM_UPDATE:-} ]] || rm -rf "$CACHE"/helpers-*
cached helpers "$(hash_text "$DEBIAN_SUITE" "$(hash_of build/helpers.sh build/helpers build/apt.sh)")" build
