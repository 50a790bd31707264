#!/usr/bin/env bash
# FROM scratch, with one static binary and nothing else: no /etc, no /proc, no libc.
source "$(dirname "$0")/lib.sh"
need gcc 'gcc libc6-dev'

root=$(new_root)
gcc -static -O2 -s -Wall -Werror -o "$root/program" "$(dirname "$0")/scratch.c"
change 'ENTRYPOINT ["/program"]'
pack "$root"
