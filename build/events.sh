# shellcheck shell=bash
# Waiting for events that a shell has no word for. Perl is part of every Debian (perl-base). Sourced, never run.

# start_notified SOCKET COMMAND...: starts a program that tells readiness by sd_notify(3), as dockerd does, on SOCKET;
# returns when it does, and prints its process id. Fails with the program where that ends first.
start_notified() {
  perl -MSocket -MPOSIX=setsid -e '
    my ($path, @command) = @ARGV;
    unlink $path;
    my $socket;
    socket($socket, AF_UNIX, SOCK_DGRAM, 0) and bind($socket, sockaddr_un($path)) or die "$path: $!\n";
    $SIG{CHLD} = sub { wait; unlink $path; die "it ended before it was ready\n" };
    my $pid = fork;
    if (!$pid) {
      setsid;
      open STDIN, "<", "/dev/null";
      $ENV{NOTIFY_SOCKET} = $path;
      exec @command or die "$command[0]: $!\n";
    }
    my $message = "";
    until ($message =~ /^READY=1$/m) { defined recv($socket, $message, 4096, 0) or die "$path: $!\n" }
    unlink $path;
    print "$pid\n";
  ' "$@"
}

# ends PID SECONDS: waits for the end of a process that is no child of ours: pidfd_open(2), 434 on every architecture.
ends() {
  perl -MErrno -e '
    my $fd = syscall(434, $ARGV[0] + 0, 0);
    exit($!{ESRCH} ? 0 : 1) if $fd < 0;
    vec(my $set, $fd, 1) = 1;
    exit(select($set, undef, undef, $ARGV[1]) > 0 ? 0 : 1);
  ' "$@"
}

# listening SOCKET COMMAND...: starts a program in the background with a listening socket as descriptor 3, and prints its
# process id when others can connect: they need not wait for the program itself.
listening() {
  perl -MSocket -e '
    my ($path, @command) = @ARGV;
    $^F = 9;
    my $socket;
    socket($socket, AF_UNIX, SOCK_STREAM, 0) and bind($socket, sockaddr_un($path)) and listen($socket, 1) or die "$path: $!\n";
    die "descriptor 3 is taken\n" if fileno($socket) != 3;
    my $pid = fork;
    if (!$pid) {
      open STDOUT, ">", "/dev/null";
      open STDERR, ">", "/dev/null";
      exec @command or die "$command[0]: $!\n";
    }
    print "$pid\n";
  ' "$@"
}
