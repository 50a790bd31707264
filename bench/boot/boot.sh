#!/usr/bin/env bash
# bench/boot/boot.sh [--runs N | --count] [--package DIR] [VARIANT-FILE]: times bare boots of the package's QEMU and kernel, from
# QEMU's start to power-off by a trivial /init, for each line of variants.txt. Runs are interleaved, so that a busy minute
# hits all variants alike. Prints seconds: the median of wall-clock and CPU time, and the lowest CPU time, which says most on
# a busy machine. On one that is shared, `chrt -r 10 taskset -c 1 bench/boot/boot.sh` keeps other programs out. --count runs each once and prints the
# millions of instructions (and idle microseconds) that the guest took to reach /init: the same on any machine, however busy.
source "$(dirname "$0")/../../build/lib.sh"
source "$(dirname "$0")/../../build/events.sh"

runs=5 package=/opt/dkvm counting=
while [[ ${1:-} == --* ]]; do
  case $1 in
    --runs) runs=$2 && shift ;;
    --count) counting=1 ;;
    --package) package=$2 && shift ;;
    *) die "unknown option $1" ;;
  esac
  shift
done
variants=${1:-$(dirname "$0")/variants.txt}
root=$package/rootfs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
need gcc 'gcc libc6-dev' cpio cpio

make_initrd() { # FILE PADDING-MIB
  mkdir -p "$work/tree/dev"
  [[ -e $work/tree/dev/console ]] || mknod -m 600 "$work/tree/dev/console" c 5 1
  [[ -x $work/tree/init ]] || gcc -static -Os -s -o "$work/tree/init" "$(dirname "$0")/init.c"
  [[ $2 -eq 0 ]] || head -c "$2M" /dev/urandom >"$work/tree/padding"
  (cd "$work/tree" && find . | cpio --quiet -o -H newc) >"$1"
  rm -f "$work/tree/padding"
}

# Programs of the package, with its own libraries.
packaged() { "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" "$root$1" "${@:2}"; }

# A variant is a list of settings over the base: KEY=VALUE replaces, append+=WORD and append-=WORD edit the command line.
settings() { # SETTING...: fills the array "set"
  local setting
  set=(['machine']='q35' ['accel']='tcg,thread=multi' ['cpu']='qemu64' ['memory']='512' ['smp']='1' ['bios']='bios-256k.bin'
    ['share']='on' ['fs']='off' ['net']='off' ['serial']='on' ['kernel']='vmlinux' ['initrd']='bare' ['extra']=''
    ['append']="$(grep -vE '^(#|$)' "$(dirname "$0")/append.txt" | tr '\n' ' ')")
  for setting in "${@//;/ }"; do
    case $setting in
      append+=*) set[append]+=" ${setting#append+=}" ;;
      append-=*) set[append]=" ${set[append]} " && set[append]=${set[append]/" ${setting#append-=} "/ } ;;
      *) set[${setting%%=*}]=${setting#*=} ;;
    esac
  done
}

arguments() {
  args=(-nodefaults -no-user-config -display none -no-reboot -L "$root/usr/share/qemu" -L "$root/usr/share/seabios"
    -machine "${set[machine]},memory-backend=ram" -accel "${set[accel]}" -cpu "${set[cpu]}" -smp "${set[smp]}" -m "${set[memory]}"
    -bios "${set[bios]}" -kernel "$package/kernels/default/${set[kernel]}" -initrd "$work/${set[initrd]}" -append "${set[append]}")
  if [[ ${set[share]} == on ]]; then
    args+=(-object "memory-backend-memfd,id=ram,size=${set[memory]}M,share=on")
  else
    args+=(-object "memory-backend-ram,id=ram,size=${set[memory]}M")
  fi
  [[ ${set[serial]} == off ]] || args+=('-device' 'virtio-serial-pci,id=ports'
    '-chardev' "file,id=console,path=$work/console" '-device' 'virtconsole,chardev=console'
    '-chardev' 'null,id=agent' '-device' 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'
    '-chardev' 'null,id=stream' '-device' 'virtserialport,chardev=stream,name=org.dkvm.stream.0')
  [[ ${set[net]} == off ]] || args+=('-netdev' 'hubport,hubid=0,id=net' '-device' 'virtio-net-pci,netdev=net,romfile=')
  [[ ${set[fs]} == off ]] || args+=('-chardev' "socket,id=fs,path=$work/fs.sock" '-device' 'vhost-user-fs-pci,chardev=fs,tag=root')
  # shellcheck disable=SC2206 # several arguments in one setting
  args+=(${set[extra]})
}

# How long a boot of every variant takes, in instructions.
count() {
  local name words args
  printf '| %-22s | %8s | %s\n|%s|%s|%s|\n' variant million 'settings over the base' ------------------------ ---------: ---
  while read -r -u 3 name words; do
    # shellcheck disable=SC2086 # words
    settings $words
    set[accel]=tcg,thread=single
    set[append]+=' -- count'
    arguments
    rm -f "$work/console"
    packaged /usr/bin/qemu-system-x86_64 "${args[@]}" -icount shift=0,sleep=off </dev/null >"$work/out" 2>&1 || tail "$work/out" >&2
    printf '| %-22s | %8s | %s |\n' "$name" "$(awk '/^tsc/ { printf "%.1f", $2 / 1e6 }' "$work/console" 2>/dev/null)" "${words:+\`$words\`}"
  done 3<"$work/variants"
}

boot() {
  local args virtiofsd=
  arguments
  if [[ ${set[fs]} == on ]]; then
    virtiofsd=$(listening "$work/fs.sock" "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
      "$root/usr/libexec/virtiofsd" --fd 3 --shared-dir "$work/tree" --sandbox none)
  fi
  TIMEFORMAT='%R %U %S'
  # A boot that hangs (or reboots) is no figure.
  { time timeout -k 1 60 "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
    "$root/usr/bin/qemu-system-x86_64" "${args[@]}" </dev/null >"$work/out" 2>&1 || echo failed >&2; } 2>&1 | tail -n 1
  [[ -z $virtiofsd ]] || { ends "$virtiofsd" 10 || true; rm -f "$work/fs.sock"; }
}

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

report() {
  printf '| %-22s | %6s | %6s | %6s | %s\n' variant wall CPU lowest 'settings over the base'
  printf '|%s|%s|%s|%s|%s|\n' ------------------------ -------: -------: -------: ---
  while read -r name words; do
    awk '{ print $2 + $3 }' "$work/times.$name" | sort -n >"$work/cpu"
    printf '| %-22s | %6.2f | %6.2f | %6.2f | %s |\n' "$name" "$(cut -d' ' -f1 "$work/times.$name" | median)" \
      "$(median <"$work/cpu")" "$(head -n 1 "$work/cpu")" "${words:+\`$words\`}"
  done <"$work/variants"
}

declare -A set
grep -vE '^(#|$)' "$variants" >"$work/variants"
make_initrd "$work/bare" 0
make_initrd "$work/bare-8M" 8
make_initrd "$work/bare-32M" 32
gzip -1 <"$work/bare" >"$work/bare-gzip"
if [[ -n $counting ]]; then
  count
  exit
fi
total=$(wc -l <"$work/variants")
for ((run = 1; run <= runs; run++)); do
  say "run $run of $runs: $total boots"
  while read -r -u 3 name words; do
    # shellcheck disable=SC2086 # words
    settings $words
    boot >>"$work/times.$name"
  done 3<"$work/variants"
done
report
