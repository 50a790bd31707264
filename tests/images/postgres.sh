#!/usr/bin/env bash
# Debian's PostgreSQL, with an entrypoint as the usual image has it: makes the cluster on an empty volume, then becomes the server.
source "$(dirname "$0")/lib.sh"

on_debian postgresql-17
file 755 /usr/local/bin/docker-entrypoint.sh <<'EOF'
#!/bin/sh
set -e
if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s\n' "${POSTGRES_PASSWORD:?the database superuser needs a password}" >/tmp/password
  initdb --username=postgres --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust
  rm /tmp/password
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
fi
exec "$@"
EOF
file 644 /etc/postgresql-common/createcluster.conf <<'EOF'
create_main_cluster = false
EOF
setup 'install -d -o postgres -g postgres -m 3777 /var/run/postgresql'
change 'ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/data LANG=C.UTF-8'
change 'VOLUME /var/lib/postgresql/data'
change 'ENTRYPOINT ["docker-entrypoint.sh"]'
change 'CMD ["postgres", "-c", "listen_addresses=*"]'
change 'STOPSIGNAL SIGINT'
change 'EXPOSE 5432'
