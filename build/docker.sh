#!/usr/bin/env bash
# build/docker.sh: makes sure that a Docker Engine answers. One that does is left as it is; else Debian's docker.io is
# installed if it is missing, and started: by systemd where it runs, else as a background process of its own.
source "$(dirname "$0")/lib.sh"

LOG=/var/log/dockerd.log

answers() { docker info >/dev/null 2>&1; }

# Waits until the engine answers, for as long as its process (or its unit) lives.
wait_ready() { # COMMAND...: succeeds while it lives
  until answers; do
    "$@" || answers || { tail -n 20 "$LOG" 2>/dev/null && return 1; }
    sleep 0.2
  done
}

start() {
  if [[ -d /run/systemd/system ]]; then
    step "starting Docker Engine" systemctl start docker
    step "waiting for Docker Engine (a few seconds)" wait_ready systemctl -q is-active docker
    return
  fi
  setsid dockerd >"$LOG" 2>&1 </dev/null &
  step "starting Docker Engine (a few seconds; its log is $LOG)" wait_ready kill -0 $!
}

! command -v docker >/dev/null || ! answers || exit 0
[[ -z ${DOCKER_HOST:-} ]] || die "no Docker Engine answers at DOCKER_HOST=$DOCKER_HOST" "start it, or unset DOCKER_HOST"
[[ $(id -u) -eq 0 ]] || die "no Docker Engine answers" "run this as root, which may install and start one"
need_docker
answers || start
