#!/usr/bin/env bash
# Debian 13 with Debian's nginx, started and stopped as the usual nginx image is.
source "$(dirname "$0")/lib.sh"

change 'CMD ["nginx", "-g", "daemon off;"]'
change 'STOPSIGNAL SIGQUIT'
change 'EXPOSE 80'
# shellcheck disable=SC2016 # $1 is mmdebstrap's: the new root
bootstrap --include=nginx-light \
  --customize-hook='ln -sf /dev/stdout "$1/var/log/nginx/access.log"; ln -sf /dev/stderr "$1/var/log/nginx/error.log"'
