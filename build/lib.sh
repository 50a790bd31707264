# shellcheck shell=bash
# Shared by the scripts of this folder: progress, tools, content hashes and the cache. Sourced, never run.
set -euo pipefail
umask 022
export LC_ALL=C

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${DKVM_CACHE:-$ROOT/artifacts/cache}

say() { printf '==> %s\n' "$*" >&2; }

# What, and what to do about it; then the end.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  [[ $# -eq 0 ]] || printf '  do   %s\n' "$@" >&2
  exit 1
}

# step WHAT COMMAND...: says WHAT, keeps the command's output for the case that it fails, and shows that time passes.
step() {
  local what=$1 log ticker start=$SECONDS status
  shift
  say "$what"
  log=$(mktemp)
  (while sleep 5; do printf '    ... %s s\n' $((SECONDS - start)) >&2; done) &
  ticker=$!
  # Not "|| status=$?", which would have a function go on after a command of it that fails: bash(1), set -e.
  set +e
  (set -e && "$@") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  if [[ $status -ne 0 ]]; then
    tail -n 40 "$log" >&2
    rm -f "$log"
    die "$what: exit code $status"
  fi
  rm -f "$log"
}

# need PROGRAM PACKAGES [PROGRAM PACKAGES]...: installs the Debian packages whose programs are missing.
need() {
  local missing=() packages
  while [[ $# -gt 0 ]]; do
    read -ra packages <<<"$2"
    [[ $(type -P "$1") || -e $1 ]] || missing+=("${packages[@]}")
    shift 2
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  [[ $(id -u) -eq 0 ]] || die "missing: ${missing[*]}" "apt-get install ${missing[*]}"
  command -v apt-get >/dev/null || die "missing: ${missing[*]}" "install them; this is no Debian to do it for you"
  step "reading Debian's package lists" apt-get update -q
  step "installing ${missing[*]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Docker Engine and its client; Debian 12 has them in one package, Debian 13 in two.
need_docker() {
  need dockerd docker.io
  need docker docker-cli
}

# hash_of PATH...: one short hash of the names and contents of files and folders below the repository's root.
hash_of() {
  (cd "$ROOT" && find "$@" -type d \( -name bin -o -name obj \) -prune -o -type f -print0 |
    sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
}

# hash_text WORD...: one short hash of words, to combine hashes and versions.
hash_text() { printf '%s\n' "$@" | sha256sum | cut -c1-16; }

# cached NAME HASH BUILDER [ARG]...: prints the folder $CACHE/NAME-HASH. If there is none, BUILDER fills it first: it is
# called with a new folder as its last argument, which gets its final name only when the builder has succeeded.
cached() {
  local name=$1 hash=$2 dir new
  shift 2
  dir=$CACHE/$name-$hash
  if [[ ! -d $dir ]]; then
    mkdir -p "$CACHE"
    new=$dir.new-$$
    rm -rf "$new"
    mkdir "$new"
    "$@" "$new" >&2
    mv -T "$new" "$dir" 2>/dev/null || rm -rf "$new" # another build was faster
    forget_old "$name" "$dir"
  fi
  touch "$dir"
  printf '%s\n' "$dir"
}

# Keeps the four most recently used results of a name; leftovers of builds that died go after a day.
forget_old() {
  local name=$1 keep=$2
  find "$CACHE" -maxdepth 1 -name "$name-????????????????" ! -path "$keep" -printf '%T@ %p\n' |
    sort -rn | tail -n +4 | cut -d' ' -f2- | xargs -r rm -rf
  find "$CACHE" -maxdepth 1 -name "$name-*.new-*" -mmin +1440 -print0 | xargs -0r rm -rf
}
