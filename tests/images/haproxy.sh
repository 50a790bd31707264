#!/usr/bin/env bash
# Debian's HAProxy: a master that starts workers; its own USR1 stops it when the last connection has ended.
source "$(dirname "$0")/lib.sh"

on_debian haproxy
change 'USER haproxy'
change 'CMD ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]'
change 'STOPSIGNAL SIGUSR1'
