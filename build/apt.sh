# shellcheck shell=bash
# Debian 13's packages, on whatever Debian this host is: an apt of our own, with its own lists and an empty status file.
# Of another release, with a state of its own, where one is named.
# Sourced after lib.sh. DKVM_MIRROR (and DKVM_SECURITY_MIRROR) override where packages come from.

DEBIAN_SUITE=trixie
DEBIAN_DEFAULT_MIRROR=http://deb.debian.org/debian
DEBIAN_DEFAULT_SECURITY=http://deb.debian.org/debian-security

# host_mirror LABEL: the first URI of that kind (Debian or Debian-Security) in this host's own apt configuration, whose
# formats (one line or deb822) are apt's business, not ours.
host_mirror() {
  # shellcheck disable=SC2016 # $(REPO_URI) is apt's
  apt-get indextargets --format '$(REPO_URI)' "Label: $1" 'Origin: Debian' 'Identifier: Packages' 2>/dev/null | sed -n 1p || true
}

mirrors() {
  local main security=
  if [[ -n ${DKVM_MIRROR:-} ]]; then
    main=$DKVM_MIRROR
    security=${DKVM_SECURITY_MIRROR:-}
  else
    main=$(host_mirror Debian)
    security=$(host_mirror Debian-Security)
    main=${main:-$DEBIAN_DEFAULT_MIRROR}
    security=${security:-$DEBIAN_DEFAULT_SECURITY}
  fi
  printf '%s %s\n' "${main%/}" "${security%/}"
}

# The keys that sign Debian 13, as they come with Debian 12 (2023.3+deb12u2 or later) and 13.
debian_keyring() {
  local ring
  for ring in /usr/share/keyrings/debian-archive-{keyring.pgp,keyring.gpg}; do
    [[ ! -e $ring ]] || { printf '%s\n' "$ring" && return; }
  done
  die "the keys of Debian's archive are missing" "apt-get install debian-archive-keyring"
}

# suite_sources KEYRING SUITE: sources.list of the suite, its updates and its security updates.
suite_sources() {
  local main security suite=$2 options="[signed-by=$1]"
  read -r main security < <(mirrors)
  printf 'deb %s %s %s main\n' "$options" "$main" "$suite" "$options" "$main" "$suite-updates"
  [[ -z $security ]] || printf 'deb %s %s %s-security main\n' "$options" "$security" "$suite"
}

# suite_apt STATE PROGRAM ARG...: apt-get or apt-cache on the suite; everything it keeps is below STATE.
suite_apt() {
  local state=$1 program=$2
  shift 2
  "$program" -q \
    -o Dir::State="$state" -o Dir::State::status="$state/status" -o Dir::Cache="$state" \
    -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o APT::Install-Recommends=false -o APT::Sandbox::User=root \
    -o APT::Update::Post-Invoke-Success::= -o DPkg::Post-Invoke::= -o Acquire::Languages=none \
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@"
}

# suite_open STATE [SUITE]: prepares STATE and reads the suite's package lists.
suite_open() {
  local state=$1 suite=${2:-$DEBIAN_SUITE} keyring
  keyring=$(debian_keyring)
  mkdir -p "$state/lists/partial" "$state/archives/partial"
  : >"$state/status"
  suite_sources "$keyring" "$suite" >"$state/sources.list"
  suite_apt "$state" apt-get update ||
    die "the package lists of Debian $suite cannot be read" "check the network, or name a mirror: DKVM_MIRROR=URL"
}

# suite_download DEBS PACKAGE...: the packages of Debian 13 and all that they depend on, as files in DEBS. Leaves DEBS.state.
suite_download() {
  local debs=$1
  shift
  suite_open "$debs.state"
  suite_apt "$debs.state" apt-get install -y --download-only -o Dir::Cache::archives="$debs" "$@"
}

# Debian's own links; base-files, which ships them, need not be among the packages.
link_usr() { # ROOT
  local name
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$1/$name"; done
}

# unpack_debs DEBS ROOT: what the packages hold, and nothing of theirs run.
unpack_debs() {
  local deb
  link_usr "$2"
  for deb in "$1"/*.deb; do dpkg-deb -x "$deb" "$2"; done
}

# suite_kernel STATE PACKAGE: downloads the kernel that a package such as linux-image-amd64 stands for to the current folder.
suite_kernel() {
  suite_apt "$1" apt-get download \
    "$(suite_apt "$1" apt-cache depends "$2" | awk '$1 == "Depends:" && $2 ~ /^linux-image-[0-9]/ { print $2; exit }')"
}
