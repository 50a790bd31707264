#!/usr/bin/env bash
# Debian 13's Docker Engine, with an image of its own to run: busybox.
source "$(dirname "$0")/lib.sh"

on_debian docker.io docker-cli iptables kmod busybox-static
setup 'mkdir /images && mkdir -p /tmp/root/bin && cp /bin/busybox /tmp/root/bin/ && tar -C /tmp/root -cf /images/busybox.tar . && rm -r /tmp/root'
change 'CMD ["dockerd"]'
