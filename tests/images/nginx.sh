#!/usr/bin/env bash
# Debian's nginx, started and stopped as the usual nginx image is.
source "$(dirname "$0")/lib.sh"

on_debian nginx-light
setup 'ln -sf /dev/stdout /var/log/nginx/access.log'
setup 'ln -sf /dev/stderr /var/log/nginx/error.log'
# It can take files, too, where a site lets it.
setup 'chown www-data: /srv'
change 'CMD ["nginx", "-g", "daemon off;"]'
change 'STOPSIGNAL SIGQUIT'
change 'EXPOSE 80'
