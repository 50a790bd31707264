#!/usr/bin/env bash
# Debian's Python with its whole standard library.
source "$(dirname "$0")/lib.sh"

on_debian python3
change 'CMD ["python3"]'
