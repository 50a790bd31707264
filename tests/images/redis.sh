#!/usr/bin/env bash
# Debian's Redis, which keeps what it has in /data.
source "$(dirname "$0")/lib.sh"

on_debian redis-server
file 755 /usr/local/bin/docker-entrypoint.sh <<'EOF'
#!/bin/sh
set -e
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R redis .
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
exec "$@"
EOF
setup 'install -d -o redis -g redis /data'
change 'VOLUME /data'
change 'WORKDIR /data'
change 'ENTRYPOINT ["docker-entrypoint.sh"]'
change 'CMD ["redis-server", "--protected-mode", "no", "--appendonly", "yes"]'
change 'EXPOSE 6379'
