#!/usr/bin/env bash
# Debian's MariaDB, with an entrypoint as the usual image has it: makes the system tables on an empty volume, then becomes the server.
source "$(dirname "$0")/lib.sh"

on_debian mariadb-server-core mariadb-client-core
file 755 /usr/local/bin/docker-entrypoint.sh <<'EOF'
#!/bin/sh
set -e
data=/var/lib/mysql
if [ "$1" = mariadbd ] && [ "$(id -u)" = 0 ]; then
  chown mysql:mysql $data
  exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" "$@"
fi
if [ "$1" = mariadbd ] && [ ! -d $data/mysql ]; then
  mariadb-install-db --datadir=$data --skip-test-db --auth-root-authentication-method=normal
  mariadbd --bootstrap --disable-ssl --datadir=$data <<SQL
FLUSH PRIVILEGES;
CREATE USER 'root'@'%' IDENTIFIED BY '${MARIADB_ROOT_PASSWORD:?root needs a password}';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
SQL
fi
exec "$@"
EOF
setup 'groupadd --system mysql'
setup 'useradd --system --gid mysql --home-dir /nonexistent --shell /bin/false mysql'
setup 'install -d -o mysql -g mysql /var/lib/mysql /run/mysqld'
change 'VOLUME /var/lib/mysql'
change 'ENTRYPOINT ["docker-entrypoint.sh"]'
change 'CMD ["mariadbd", "--bind-address=0.0.0.0", "--skip-name-resolve"]'
change 'EXPOSE 3306'
