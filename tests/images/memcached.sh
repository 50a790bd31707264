#!/usr/bin/env bash
# Debian's memcached. By its own USR1 it can put its items in a file that it maps (-e), and find them again.
source "$(dirname "$0")/lib.sh"

on_debian memcached
setup 'install -d -o memcache -g memcache /data'
change 'VOLUME /data'
change 'USER memcache'
change 'CMD ["memcached"]'
change 'EXPOSE 11211'
