#!/usr/bin/env bash
# ./test.sh [--all] [FILTER]: sets up what is missing, builds, and runs the tests; ends with "N passed, N failed, N
# skipped". Soak tests run only with --all. FILTER is one of `dotnet test --filter`, e.g. FullyQualifiedName~Streams.
# DKVM_TEST_START=cold has VMs boot that go on from a template otherwise, but for tests that are about templates.
source "$(dirname "$0")/build/lib.sh"
cd "$ROOT"

filter='Category!=Soak'
if [[ ${1:-} == --all ]]; then
  filter=
  shift
fi
[[ ${1:-} != --* ]] || die "unknown argument $1" "./test.sh [--all] [FILTER]; build/soak.sh --minutes N has VMs started and stopped at random"
[[ -z ${1:-} ]] || filter="${filter:+($filter)&}($1)"
results=$ROOT/artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

"$ROOT/build/check-sdk.sh"
need /bin/busybox busybox-static # a root file system, for tests without an image
step "building the tests (about 60 s)" dotnet build Dkvm.Actors.sln -v q -nologo -maxcpucount:1
environment=$("$ROOT/build/test-engine.sh" start)
trap '"$ROOT/build/test-engine.sh" stop' EXIT
eval "$environment"

status=0
static=0
if [[ -z ${1:-} ]]; then
  step "compiling the actor runtime's suite ahead of time (about 60 s)" dotnet publish tests/ActorKernel.Aot -c Release -v q -nologo
  say "the same suite as a static program"
  find artifacts/publish/ActorKernel.Aot -type f -name ActorKernel.Aot -exec {} + || static=$?
fi

# run_tests RESULTS [FILTER]: one project at a time, since some measure, and two cores are shared.
run_tests() {
  dotnet test Dkvm.Actors.sln --no-build -maxcpucount:1 ${2:+--filter "$2"} \
    --logger 'console;verbosity=normal' --logger 'trx;LogFilePrefix=tests' --results-directory "$1" \
    --blame-hang-timeout 15min --blame-hang-dump-type none
}

say "running the tests, one project at a time"
rm -rf "$results"
run_tests "$results/first" "$filter" || status=$?

# Of thousands of tests with clocks of their own, one may lose a race with the machine: a few get a second try, alone.
# The end names them, with what they said: an unsteady test is a defect, of the test or of what it tests.
second=
[[ $status -eq 0 ]] || second=$("$ROOT/build/failed-tests.sh" "$results/first")
if [[ -n $second ]]; then
  say "running what failed once more: $second"
  status=0
  run_tests "$results/second" "$second" || status=$?
fi

"$ROOT/build/test-engine.sh" stop
trap - EXIT
[[ $status -eq 0 ]] || say "dotnet test ended with exit code $status"
[[ $static -eq 0 ]] || die "the actor runtime's suite failed as a static program: see above"
"$ROOT/build/sum-trx.sh" "$results/first" ${second:+"$results/second"} && exit "$status"
