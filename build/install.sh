#!/usr/bin/env bash
# build/install.sh [--keep-old] PACKAGE DIR: installs an assembled package to DIR, under running VMs if need be.
#
#   DIR/versions/<content>/   the package; gets its name by rename(2) when it is complete, and never changes
#   DIR/current               link to the version in use, replaced by rename(2): the one step that switches
#   DIR/{bin,rootfs,...}      links through current, so that paths stay what they are
#   DIR/kernels/DIST/VERSION  links to the package's kernels, and folders: those of dkvmctl kernel add, which stay
#
# VMs that run hold on to the version they started from; versions that no process has mounted are removed, unless
# --keep-old says that this process cannot see all others (in a container).
set -euo pipefail
umask 022

content_of() { sed -n 's/.*"content": "\(.*\)".*/\1/p' "$1/version.json"; }

# Links are replaced in one step: a new link, renamed over the old one.
link() { # TARGET PATH
  [[ $(readlink "$2" 2>/dev/null || true) != "$1" ]] || return 0
  ln -s "$1" "$2.new-$$"
  mv -T "$2.new-$$" "$2"
}

in_use() { grep -qsF "/versions/$1/" /proc/[0-9]*/mountinfo; }

# A version that was just switched away from is kept for two minutes: a container may be about to mount it.
remove_unused() { # DIR CONTENT
  local folder
  find "$1/versions" -mindepth 1 -maxdepth 1 ! -name "$2" -mmin +2 -print0 |
    while IFS= read -r -d '' folder; do
      in_use "$(basename "$folder")" || rm -rf "$folder"
    done
}

# The package's kernels beside those that were added, which are folders; latest is the newest of both.
link_kernels() { # DIR
  local kernels=$1/kernels folder name
  [[ ! -L $kernels ]] || rm "$kernels" # of a package before there were added ones
  mkdir -p "$kernels"
  while read -r name; do
    mkdir -p "$kernels/${name%/*}"
    [[ -d $kernels/$name && ! -L $kernels/$name ]] || link "../../current/kernels/$name" "$kernels/$name"
  done < <(find "$1/current/kernels/" -mindepth 2 -maxdepth 2 -type d -printf '%P\n')
  link ../current/kernels/default "$kernels/default"
  find "$kernels" -mindepth 2 -maxdepth 2 -xtype l -delete # no more in the package
  for folder in "$kernels"/*/; do
    [[ ! -L ${folder%/} ]] || continue
    name=$(find "$folder" -mindepth 1 -maxdepth 1 ! -name latest ! -name '.*' -printf '%f\n' | LC_ALL=C sort -V | tail -n 1)
    if [[ -n $name ]]; then link "$name" "${folder}latest"; else rmdir "$folder"; fi
  done
}

keep_old=
if [[ $1 == --keep-old ]]; then
  keep_old=1
  shift
fi
package=$1 dir=$2
content=$(content_of "$package")
version=$dir/versions/$content
mkdir -p "$dir/versions"
if [[ ! -d $version ]]; then
  cp -a --reflink=auto "$package" "$version.new-$$"
  mv -T "$version.new-$$" "$version" 2>/dev/null || rm -rf "$version.new-$$" # another installation was faster
fi
old=$(readlink "$dir/current" 2>/dev/null || true)
[[ -z $old || $old == "versions/$content" ]] || touch "$dir/$old"
link "versions/$content" "$dir/current"
for name in bin rootfs version.json SHA256SUMS; do link "current/$name" "$dir/$name"; done
link_kernels "$dir"
[[ -n $keep_old ]] || remove_unused "$dir" "$content"
