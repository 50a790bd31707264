#!/usr/bin/env bash
# What clients and measurements need: curl, iperf3, ping.
source "$(dirname "$0")/lib.sh"

on_debian curl iperf3 iputils-ping
change 'CMD ["bash"]'
