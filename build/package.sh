#!/usr/bin/env bash
# build/package.sh [--to DIR | --only]: builds what changed of the package and installs it to DIR (/opt/dkvm); with
# --only, prints the folder of the built package instead. Every part is kept under artifacts/cache by the hash of what
# it is made from, so a second run takes a second. DKVM_UPDATE=1 takes Debian's newest packages.
source "$(dirname "$0")/lib.sh"

to=/opt/dkvm
case ${1:-} in
  --to) to=${2:?--to needs a folder} ;;
  --only) to= ;;
  '') ;;
  *) die "unknown argument $1" "build/package.sh [--to DIR | --only]" ;;
esac
[[ $(id -u) -eq 0 ]] || die "building the package needs root" "run it again as root"

debs=$(cd "$ROOT" && build/debs.sh)
helpers=$(cd "$ROOT" && build/helpers.sh)
rootfs=$(cached rootfs "$(hash_text "$debs" "$(cd "$helpers" && sha256sum -- *)" "$(hash_of build/rootfs.sh build/rootfs.keep build/apt.sh)")" \
  step "building the root file system (about 15 s)" "$ROOT/build/rootfs.sh")
kernels=$(cached kernels "$(hash_text "$debs" "$(hash_of build/kernel.sh build/extract-vmlinux.sh)")" \
  step "unpacking the kernel (about 5 s)" "$ROOT/build/kernel.sh")
programs=$("$ROOT/build/programs.sh")
scripts=(build/assemble.sh build/initramfs.sh build/initramfs.modules build/programs.list Directory.Build.props)
[[ ! -d $ROOT/hocon ]] || scripts+=(hocon)
package=$(cached package "$(hash_text "$rootfs" "$kernels" "$(cd "$programs" && sha256sum -- *)" "$(hash_of "${scripts[@]}")")" \
  step "putting the package together" "$ROOT/build/assemble.sh" "$rootfs" "$kernels" "$programs")

if [[ -z $to ]]; then
  printf '%s\n' "$package"
  exit
fi
"$ROOT/build/install.sh" "$package" "$to"
say "package $(readlink "$to/current") is installed in $to"
