#!/usr/bin/env bash
# What the usual busybox image has: one static busybox with a link for each applet, and a few files in /etc.
source "$(dirname "$0")/lib.sh"
need dpkg-deb dpkg

root=$(new_root)
mkdir -p "$root"/{bin,dev,etc,home,root,tmp,usr/bin,usr/sbin,sbin,proc,sys,var/{spool/mail,www}}
chmod 1777 "$root/tmp"
extract_package busybox-static "$root.deb"
# Debian 13 has it in /usr/bin; /bin/sh is what images and users expect.
install -m 755 "$root.deb/usr/bin/busybox" "$root/bin/busybox"
rm -rf "$root.deb"
"$root/bin/busybox" --list | while read -r applet; do
  [[ $applet == busybox ]] || ln "$root/bin/busybox" "$root/bin/$applet"
done
printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1:daemon:/usr/sbin:/bin/false www-data:x:33:33:www-data:/var/www:/bin/false \
  nobody:x:65534:65534:nobody:/home:/bin/false >"$root/etc/passwd"
printf '%s\n' root:x:0: daemon:x:1: adm:x:4:daemon www-data:x:33: users:x:100: nogroup:x:65534: >"$root/etc/group"
printf '%s\n' 'passwd: files' 'group: files' 'hosts: files dns' >"$root/etc/nsswitch.conf"
change 'CMD ["sh"]'
pack "$root"
