#!/usr/bin/env bash
# Debian 13 with systemd as its entrypoint, kmod and a root without a password, as one would make it for a machine.
source "$(dirname "$0")/lib.sh"

on_debian systemd systemd-sysv dbus kmod login
setup 'passwd -d root >/dev/null; rm -f /etc/machine-id /var/lib/dbus/machine-id; : >/etc/machine-id'
change 'ENTRYPOINT ["/sbin/init"]'
change 'STOPSIGNAL SIGRTMIN+3'
