# shellcheck shell=bash disable=SC2034,SC2153,SC2154 # run.sh has the names that are used on both sides
# The same QEMU, machine and kernel without DKVM: what a boot costs at least. Sourced by run.sh.

# The bare boot repeats the QEMU command line of a VM that booted.
describe_machine() {
  bare_arguments
  machine=$(printf '%s\n' "${qemu[@]}" | awk 'p == "-machine" || p == "-smp" || p == "-m" { printf "%s%s %s", n++ ? ", " : "", substr(p, 2), $0 } { p = $0 }')
}

# The VM's own command line without what only the supervisor can give it: sockets and taps by descriptor, the shared root,
# networks. Its console and ports stay, connected to nothing.
bare_arguments() {
  local i word value
  bare=()
  for ((i = 1; i < ${#qemu[@]}; i++)); do
    word=${qemu[i]} value=${qemu[i + 1]:-}
    case $word in
      -kernel) bare+=(-kernel "$package/rootfs$value") && i=$((i + 1)) ;;
      -initrd) bare+=(-initrd "$work/bare-initramfs") && i=$((i + 1)) ;;
      -mon | -netdev | -qmp) i=$((i + 1)) ;;
      # The supervisor made the memory; QEMU makes the same itself.
      -object) bare+=(-object "$(sed 's/memory-backend-file/memory-backend-memfd/; s/,mem-path=[^,]*//' <<<"$value")") && i=$((i + 1)) ;;
      -chardev)
        [[ $value != socket,* ]] || value=null,$(grep -o 'id=[^,]*' <<<"$value")
        bare+=(-chardev "$value") && i=$((i + 1))
        ;;
      -device)
        [[ $value == vhost-user-fs* || $value == virtio-net* ]] || bare+=(-device "$value")
        i=$((i + 1))
        ;;
      *) bare+=("$word") ;;
    esac
  done
}

make_bare_initramfs() { # FILE
  mkdir -p "$work/tree/dev"
  mknod -m 600 "$work/tree/dev/console" c 5 1
  gcc -static -Os -s -o "$work/tree/init" "$ROOT/bench/boot/init.c"
  (cd "$work/tree" && find . | cpio --quiet -o -H newc) >"$1"
}

# The package's QEMU, with the package's own libraries.
bare_boot() {
  local root=$package/rootfs
  timeout -k 1 120 "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
    "$root/usr/bin/qemu-system-x86_64" -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" "${bare[@]}"
}
