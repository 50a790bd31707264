#!/usr/bin/env bash
# build/images.sh [--docker 'docker -H ...'] [NAME]...: makes the images dkvm-test/NAME (all recipes of tests/images)
# that the engine does not have yet, or has from an older recipe. Nothing is pulled; what is downloaded is kept in the cache.
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

# docker import and commit know only some of the Dockerfile's instructions (no STOPSIGNAL); the classic builder knows all.
finish() { # NAME HASH FOLDER IMAGE
  { printf 'FROM %s\nLABEL dkvm.recipe=%s\n' "$4" "$2" && cat "$3/changes"; } |
    DOCKER_BUILDKIT=0 "${docker[@]}" build -q -t "dkvm-test/$1" -
}

import() { # NAME HASH FOLDER
  finish "$@" "$("${docker[@]}" import "$3/rootfs.tar")"
}

# The layer is made in a container of dkvm-test/debian, without a network.
install_on_debian() { # NAME HASH FOLDER
  local container image
  container=$("${docker[@]}" create --network none --user root -v "$3:/recipe:ro" -v "$recipes/install:/install:ro" dkvm-test/debian sh /install)
  if ! "${docker[@]}" start -a "$container"; then
    "${docker[@]}" rm -f "$container"
    return 1
  fi
  image=$("${docker[@]}" commit "$container")
  "${docker[@]}" rm "$container"
  finish "$@" "$image"
}

is_on_debian() { grep -q '^on_debian ' "$recipes/$1.sh"; }

hash_of_recipe() { # NAME
  local files=(tests/images/lib.sh "tests/images/$1.sh")
  [[ ! -f $recipes/$1.c ]] || files+=("tests/images/$1.c")
  ! is_on_debian "$1" || files+=(tests/images/debian.sh tests/images/install)
  hash_of "${files[@]}"
}

# Prints the folder with what the recipe makes.
follow_recipe() { # NAME
  cached "image-$1" "$(hash_of_recipe "$1")" step "what the image dkvm-test/$1 is made of (up to a minute)" "$recipes/$1.sh"
}

make() { # NAME
  local hash folder
  [[ -f $recipes/$1.sh ]] || die "there is no image $1" "one of: $(all | tr '\n' ' ')"
  hash=$(hash_of_recipe "$1")
  ! current "$1" "$hash" || return 0
  if is_on_debian "$1"; then
    make debian
    DEBIAN_ROOT=$(follow_recipe debian)/rootfs.tar
    export DEBIAN_ROOT
    folder=$(follow_recipe "$1")
    step "making dkvm-test/$1" install_on_debian "$1" "$hash" "$folder"
  else
    folder=$(follow_recipe "$1")
    step "importing dkvm-test/$1" import "$1" "$hash" "$folder"
  fi
}

names=("$@")
[[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(all)
# The package lists are read once for all.
APT_LISTS=$(mktemp -u)
export APT_LISTS
trap 'rm -rf "$APT_LISTS"' EXIT
for name in "${names[@]}"; do make "$name"; done
