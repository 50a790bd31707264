#!/usr/bin/env bash
# build/check-sdk.sh: the one thing that is not installed for you, the .NET SDK 10; and what publishing needs besides.
source "$(dirname "$0")/lib.sh"

{ dotnet --list-sdks 2>/dev/null || true; } | grep -E '^[1-9][0-9]+\.' >/dev/null ||
  die "the .NET SDK 10 is missing" "install it: https://dotnet.microsoft.com/download/dotnet/10.0"
need gcc 'gcc libc6-dev' /usr/include/seccomp.h libseccomp-dev
