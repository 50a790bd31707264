#!/usr/bin/env bash
# build/programs.sh: publishes the programs of programs.list that changed, and prints a folder that holds them all.
# DKVM_PROGRAMS names a folder to take them from instead (inside the Dockerfile, where there is no .NET SDK).
source "$(dirname "$0")/lib.sh"

# What a project file is built from: imported .props files and referenced projects, as paths below the root.
mentions() { # PROJECT-OR-PROPS
  local folder path
  folder=$(dirname "$1")
  grep -oE '(ProjectReference Include|Import Project)="[^"]+"' "$1" | cut -d'"' -f2 | while read -r path; do
    path=${path#"\$(MSBuildThisFileDirectory)"}
    [[ $path == *"\$("* ]] || realpath -m --relative-to="$ROOT" "$ROOT/$folder/$path"
  done
}

# Folders of projects and single files, each once, of a project and of all that it mentions.
inputs() { # PROJECT-FILE
  local -A seen=()
  local queue=("$1") file
  while [[ ${#queue[@]} -gt 0 ]]; do
    file=${queue[0]}
    queue=("${queue[@]:1}")
    [[ -z ${seen[$file]:-} && -f $ROOT/$file ]] || continue
    seen[$file]=1
    if [[ $file == *.csproj ]]; then dirname "$file"; else printf '%s\n' "$file"; fi
    mapfile -t -O "${#queue[@]}" queue < <(mentions "$file")
  done
}

publish() { # NAME PROJECT OUT
  step "publishing $1 (about 30 s)" nice dotnet publish "$ROOT/$2" -c Release -v q -nologo
  install -m 755 "$ROOT/artifacts/publish/$(basename "$2"/*.csproj .csproj)/release_linux-x64/$1" "$3/$1"
}

# Without a C library: it makes its system calls itself.
compile() { # NAME SOURCE OUT
  gcc -Os -Wall -Wextra -Werror -static -nostdlib -fno-builtin -fno-stack-protector -s -o "$3/$1" "$ROOT/$2"
}

program() { # NAME PROJECT: prints its folder
  local files
  if [[ -e $ROOT/$2/$1.c ]]; then
    cached "program-$1" "$(hash_of "$2/$1.c" build/programs.sh)" compile "$1" "$2/$1.c"
    return
  fi
  mapfile -t files < <(inputs "$(cd "$ROOT" && ls "$2"/*.csproj)")
  [[ ! -d $ROOT/hocon ]] || files+=(hocon)
  cached "program-$1" "$(hash_of "${files[@]}" Directory.Build.props Directory.Packages.props src/Directory.Build.props)" \
    publish "$1" "$2"
}

gather() { # FOLDER... OUT
  local out=${*: -1}
  chmod 755 "$out"
  for folder in "${@:1:$#-1}"; do cp -p "$folder"/* "$out/"; done
}

if [[ -n ${DKVM_PROGRAMS:-} ]]; then
  printf '%s\n' "$DKVM_PROGRAMS"
  exit
fi
"$ROOT/build/check-sdk.sh"
folders=()
while read -r name project _; do
  folders+=("$(cd "$ROOT" && program "$name" "$project")")
done < <(grep -vE '^(#|$)' "$ROOT/build/programs.list")
cached programs "$(hash_text "${folders[@]}")" gather "${folders[@]}"
