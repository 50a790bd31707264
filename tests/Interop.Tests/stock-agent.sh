#!/bin/sh
# stock-agent.sh ROOT FOLDER: Debian's qemu-ga (build/qemu-ga.sh) at the socket FOLDER/qga.sock. It has namespaces of its
# own for mounts, processes, network and names, a root of its own, and no right to set clocks, freeze or reboot: nothing
# that a test asks of it reaches this machine. Ends with this process.
set -eu
if [ "${3:-}" != inside ]; then
  exec unshare --mount --propagation private --pid --fork --kill-child --net --uts --ipc -- "$0" "$1" "$2" inside
fi
hostname guest
mount --bind "$1" "$1"
mount -t tmpfs none "$1/etc"
printf 'ID=testimage\nPRETTY_NAME="Test Image"\n' >"$1/etc/os-release"
for folder in dev tmp data run; do mount -t tmpfs none "$1/$folder"; done
mount --bind "$2" "$1/run"
mount -t proc proc "$1/proc"
mknod -m 666 "$1/dev/null" c 1 3
cd /
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin setpriv --bounding-set=-sys_time,-sys_boot,-sys_admin,-sys_module,-sys_rawio,-mknod --inh-caps=-all \
  chroot "$1" /usr/sbin/qemu-ga --method unix-listen --path /run/qga.sock --statedir /run
