#!/usr/bin/env bash
# build/images.sh [--docker 'docker -H ...'] [NAME]...: makes the images dkvm-test/NAME (all recipes of tests/images)
# that the engine does not have yet, or has from an older recipe. Nothing is pulled; what is made is kept in the cache.
source "$(dirname "$0")/lib.sh"

docker=(docker)
if [[ ${1:-} == --docker ]]; then
  read -ra docker <<<"$2"
  shift 2
fi
recipes=$ROOT/tests/images

all() { (cd "$recipes" && printf '%s\n' *.sh | sed 's/\.sh$//' | grep -vx lib); }

current() { # NAME HASH
  [[ $("${docker[@]}" image inspect -f '{{ index .Config.Labels "dkvm.recipe" }}' "dkvm-test/$1" 2>/dev/null) == "$2" ]]
}

# docker import knows only some of the Dockerfile's instructions (no STOPSIGNAL); the classic builder knows all.
import() { # NAME HASH FOLDER
  local root
  root=$("${docker[@]}" import "$3/rootfs.tar")
  { printf 'FROM %s\nLABEL dkvm.recipe=%s\n' "$root" "$2" && cat "$3/changes"; } |
    DOCKER_BUILDKIT=0 "${docker[@]}" build -q -t "dkvm-test/$1" -
}

make() { # NAME
  local recipe=$recipes/$1.sh hash files folder
  [[ -f $recipe ]] || die "there is no image $1" "one of: $(all | tr '\n' ' ')"
  files=(tests/images/lib.sh "tests/images/$1.sh")
  [[ ! -f $recipes/$1.c ]] || files+=("tests/images/$1.c")
  hash=$(hash_of "${files[@]}")
  ! current "$1" "$hash" || return 0
  folder=$(cached "image-$1" "$hash" step "making the image dkvm-test/$1 (up to a minute)" "$recipe")
  step "importing dkvm-test/$1" import "$1" "$hash" "$folder"
}

names=("$@")
[[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(all)
for name in "${names[@]}"; do make "$name"; done
