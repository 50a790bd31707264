# shellcheck shell=bash disable=SC2034,SC2154 # run.sh has the names that are used on both sides
# The file system, in a container of each runtime, on a volume. Sourced by run.sh.

# In the container, on the volume: a step, and when it began and ended by the container's own clock, in seconds.
# shellcheck disable=SC2016 # the container's shell expands it
readonly FILES_SCRIPT='
set -eu
cd /volume
clock() { local start=$EPOCHREALTIME; "${@:2}" >/dev/null; echo "$1 $start $EPOCHREALTIME"; }
case $1 in
  write) clock write dd if=/dev/zero of=large bs=1M count=256 conv=fsync status=none ;;
  read) clock read dd if=large of=/dev/null bs=1M status=none ;;
  small) mkdir -p small; clock small perl -e "for (1 .. 5000) { open my \$f, q(>), qq(small/\$_) or die; close \$f } for (1 .. 5000) { stat qq(small/\$_) or die } for (1 .. 5000) { unlink qq(small/\$_) or die }" ;;
  untar) clock untar tar -xf tree.tar -C . ; rm -rf tree ;;
esac'

# 5,000 files of 1 to 8 KiB in 50 folders.
make_tree() { # FOLDER
  perl -e 'mkdir "$ARGV[0]/tree"; for my $d (1 .. 50) { mkdir "$ARGV[0]/tree/$d" or die;
    for (1 .. 100) { open my $f, ">", "$ARGV[0]/tree/$d/$_" or die; print $f "x" x (1024 + $_ * 70) } }' "$1"
  tar -C "$1" -cf "$1/tree.tar" tree
  rm -rf "$1/tree"
}

# What the host has of a file in memory is not what is measured: it goes, of this file alone. A VM forgets by itself what
# it has of one when it is opened again (virtiofsd, --cache=auto).
forget() { dd "of=$1" oflag=nocache conv=notrunc,fdatasync count=0 status=none; } # FILE

measure_files() {
  local runtime run step name start end
  local -A ids
  for runtime in "${runtimes[@]}"; do
    mkdir -p "$work/volume-$runtime"
    make_tree "$work/volume-$runtime"
    ids[$runtime]=$(docker run -d --runtime "$runtime" -v "$work/volume-$runtime:/volume" dkvm-test/tools sleep 100000)
  done
  for ((run = 0; run < runs; run++)); do
    for step in write read small untar; do
      for runtime in "${runtimes[@]}"; do
        [[ $step != read ]] || forget "$work/volume-$runtime/large"
        read -r name start end < <(docker exec "${ids[$runtime]}" bash -c "$FILES_SCRIPT" bench "$step") || die "this failed: $step in $runtime"
        note "files.$name.$runtime" "$(calculate "$end - $start")"
      done
    done
  done
  docker rm -f "${ids[@]}" >/dev/null
}
