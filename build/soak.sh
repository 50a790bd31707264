#!/usr/bin/env bash
# build/soak.sh [--minutes N] [--seed S]: four clients start, stop, kill and remove VMs at random (SoakTests), for 10 minutes
# unless told otherwise; CI has 2. A seed repeats what the clients do; a failure names it.
source "$(dirname "$0")/lib.sh"

export DKVM_SOAK_MINUTES=10
while [[ $# -gt 0 ]]; do
  case $1 in
    --minutes) DKVM_SOAK_MINUTES=$2 ;;
    --seed) export DKVM_SOAK_SEED=$2 ;;
    *) die "unknown option $1" "build/soak.sh [--minutes N] [--seed S]" ;;
  esac
  shift 2
done
cd "$ROOT"
exec dotnet test tests/EndToEnd.Tests -nologo --filter FullyQualifiedName~SoakTests --logger 'console;verbosity=normal'
