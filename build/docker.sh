#!/usr/bin/env bash
# build/docker.sh: makes sure that a Docker Engine answers. One that does is left as it is; else Debian's docker.io is
# installed if it is missing, and started: by systemd where it runs, else as a background process of its own.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/events.sh"

LOG=/var/log/dockerd.log

answers() { docker info >/dev/null 2>&1; }

start_process() {
  local notify
  notify=$(mktemp -u /run/dockerd-notify.XXXXXX)
  start_notified "$notify" sh -c "exec dockerd >$LOG 2>&1" || { tail -n 20 "$LOG" && return 1; }
}

start() {
  if [[ -d /run/systemd/system ]]; then
    # Its unit is of Type=notify: systemctl returns when it is ready.
    step "starting Docker Engine (a few seconds)" systemctl start docker
    return
  fi
  step "starting Docker Engine (a few seconds; its log is $LOG)" start_process
}

! command -v docker >/dev/null || ! answers || exit 0
[[ -z ${DOCKER_HOST:-} ]] || die "no Docker Engine answers at DOCKER_HOST=$DOCKER_HOST" "start it, or unset DOCKER_HOST"
[[ $(id -u) -eq 0 ]] || die "no Docker Engine answers" "run this as root, which may install and start one"
need_docker
answers || start
