#!/usr/bin/env bash
# build/akka.sh [--run]: builds the actors and their tests against Akka.NET instead of our kernel, where the registry has
# its packages; with --run, runs those tests too. Outputs of its own, in artifacts/akka. Says so if it skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

export MSBUILDDISABLENODEREUSE=1
switch=(-p:ActorRuntime=Akka "-p:ArtifactsPath=$PWD/artifacts/akka" -nologo -v q -maxcpucount:1)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! dotnet restore tests/ActorKernel.Tests "${switch[@]}" >"$log" 2>&1; then
  # NU1101, NU1102, NU1103: no such package or version. Anything else is a failure.
  if grep -qE 'NU110[123].* Akka' "$log"; then
    echo "build/akka.sh: skipped, the registry has no Akka.NET"
    exit 0
  fi

  cat "$log" >&2
  exit 1
fi

for project in tests/ActorKernel.Tests tests/Actors.Tests; do
  dotnet build "$project" "${switch[@]}" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
done

echo "build/akka.sh: the actors and their tests build against Akka.NET"
[[ ${1:-} == --run ]] || exit 0

results=$(mktemp -d)
trap 'rm -rf "$log" "$results"' EXIT
for project in tests/Actors.Tests tests/ActorKernel.Tests; do
  dotnet test "$project" --no-build "${switch[@]}" --logger "trx;LogFileName=$results/${project##*/}.trx" >"$log" 2>&1 || true
done

build/sum-trx.sh "$results"
