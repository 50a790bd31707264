#!/usr/bin/env bash
# Debian 13, minbase, without documentation: what debian:trixie-slim is.
source "$(dirname "$0")/lib.sh"

change 'CMD ["bash"]'
bootstrap --verbose
