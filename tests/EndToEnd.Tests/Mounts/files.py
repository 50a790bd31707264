"""What programs do with files, each as a line "name: what came of it". The folder is the first argument."""
import ctypes
import errno
import fcntl
import hashlib
import mmap
import multiprocessing
import os
import select
import socket
import struct
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)
folder = sys.argv[1]


def called(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def in_child(work):
    """What a process of its own comes to."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            text = str(work())
        except OSError as e:
            text = errno.errorcode[e.errno]
        os.write(writer, text.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.wait()
    return text


def write(name, data=b""):
    with open(name, "wb") as file:
        file.write(data)


def flock():
    with open("flock", "w") as mine:
        fcntl.flock(mine, fcntl.LOCK_EX)
        other = in_child(lambda: fcntl.flock(os.open("flock", os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB))
    return f"{other} {in_child(lambda: fcntl.flock(os.open('flock', os.O_RDWR), fcntl.LOCK_EX | fcntl.LOCK_NB))}"


def record_lock():
    write("record", b"0123456789")
    with open("record", "r+") as mine:
        fcntl.lockf(mine, fcntl.LOCK_EX, 5)
        with open("record", "r+") as theirs:
            first = in_child(lambda: fcntl.lockf(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB, 5))
            second = in_child(lambda: fcntl.lockf(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB, 5, 5))
    return f"{first} {second}"


def shared_mapping():
    write("mapped", bytes(8192))
    with open("mapped", "r+b") as file, mmap.mmap(file.fileno(), 8192) as mapping:
        def change():
            with open("mapped", "r+b") as theirs, mmap.mmap(theirs.fileno(), 8192) as again:
                again[4096:4101] = b"child"
        in_child(change)
        mapping[0:6] = b"parent"
        mapping.flush()
        read = open("mapped", "rb").read()
        return f"{mapping[4096:4101].decode()} {read[0:6].decode()} {read[4096:4101].decode()}"


def attributes():
    write("attributes")
    os.setxattr("attributes", "user.kept", b"a\0b")
    os.setxattr("attributes", "user.gone", b"x")
    os.removexattr("attributes", "user.gone")
    try:
        os.getxattr("attributes", "user.gone")
    except OSError as e:
        missing = errno.errorcode[e.errno]
    return f"{os.getxattr('attributes', 'user.kept')} {os.listxattr('attributes')} {missing}"


def ownership():
    write("owned")
    os.chown("owned", 1234, 5678)
    os.chmod("owned", 0o6755)
    status = os.stat("owned")
    return f"{status.st_uid} {status.st_gid} {status.st_mode:o}"


def other_users_file():
    write("private")
    os.chmod("private", 0o600)

    def read():
        os.setgid(1000)
        os.setuid(1000)
        return open("private").read()
    return in_child(read)


def names_in_any_bytes():
    os.mkdir("names")
    wanted = sorted(b"n" + bytes([b]) for b in range(1, 256) if b != ord("/"))
    for name in wanted:
        write(b"names/" + name, name)
    listed = sorted(os.listdir(b"names"))
    return f"{listed == wanted} {all(open(b'names/' + n, 'rb').read() == n for n in listed)}"


def long_names():
    write("n" * 255, b"long")
    try:
        write("n" * 256)
    except OSError as e:
        return f"{open('n' * 255).read()} {errno.errorcode[e.errno]}"


def deep_path():
    """Longer than PATH_MAX, by relative steps."""
    home = os.getcwd()
    for _ in range(20):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    write("bottom", b"reached")
    text = open("bottom").read()
    os.chdir(home)
    return text


def hard_links():
    write("one", b"x")
    os.link("one", "two")
    a, b = os.stat("one"), os.stat("two")
    return f"{a.st_nlink} {a.st_ino == b.st_ino} {os.path.samefile('one', 'two')}"


def sparse_file():
    with open("sparse", "wb") as file:
        file.truncate(1 << 30)
        file.seek(512 << 20)
        file.write(b"middle")
    status = os.stat("sparse")
    fd = os.open("sparse", os.O_RDONLY)
    data = os.lseek(fd, 0, os.SEEK_DATA)
    return f"{status.st_size} {status.st_blocks < 1000} {data} {os.pread(fd, 6, 512 << 20)}"


def unnamed_file():
    fd = os.open(".", os.O_TMPFILE | os.O_RDWR, 0o600)
    os.write(fd, b"unnamed")
    called(libc.linkat(-100, f"/proc/self/fd/{fd}".encode(), -100, b"named", 0x400))  # AT_FDCWD, AT_SYMLINK_FOLLOW
    return open("named").read()


def removed_while_open():
    with open("removed", "w+b") as file:
        file.write(b"still there")
        file.flush()
        os.unlink("removed")
        file.seek(0)
        return f"{file.read().decode()} {os.path.exists('removed')} {os.fstat(file.fileno()).st_nlink}"


def allocated():
    with open("allocated", "w+b") as file:
        os.posix_fallocate(file.fileno(), 0, 1 << 20)
        full = os.fstat(file.fileno()).st_blocks >= 2048
        called(libc.fallocate(file.fileno(), 3, ctypes.c_long(0), ctypes.c_long(512 << 10)))  # PUNCH_HOLE | KEEP_SIZE
        status = os.fstat(file.fileno())
        return f"{full} {status.st_size} {status.st_blocks <= 1100}"


def direct():
    buffer = mmap.mmap(-1, 8192)
    buffer[:] = b"d" * 8192
    fd = os.open("direct", os.O_CREAT | os.O_RDWR | os.O_DIRECT)
    written = os.write(fd, buffer)
    into = mmap.mmap(-1, 8192)
    return f"{written} {os.preadv(fd, [into], 0)} {into[:] == buffer[:]}"


def copied_in_the_kernel():
    write("from", os.urandom(1 << 20))
    source, target = os.open("from", os.O_RDONLY), os.open("to", os.O_CREAT | os.O_RDWR)
    copied = 0
    while copied < 1 << 20 and (n := os.copy_file_range(source, target, (1 << 20) - copied)):
        copied += n
    third = os.open("third", os.O_CREAT | os.O_RDWR)
    sent = os.sendfile(third, source, 0, 1 << 20)
    return f"{copied} {sent} {open('from', 'rb').read() == open('to', 'rb').read() == open('third', 'rb').read()}"


def watched():
    os.mkdir("watched")
    fd = called(libc.inotify_init1(0))
    called(libc.inotify_add_watch(fd, b"watched", 0x100 | 0x8 | 0x80 | 0x200))  # CREATE, CLOSE_WRITE, MOVED_TO, DELETE
    write("watched/new")
    os.rename("watched/new", "watched/moved")
    os.unlink("watched/moved")
    seen = []
    while len(seen) < 4 and select.select([fd], [], [], 10)[0]:
        data = os.read(fd, 4096)
        while data:
            _, mask, _, length = struct.unpack("iIII", data[:16])
            seen.append(f"{mask:x} {data[16:16 + length].rstrip(bytes(1)).decode()}")
            data = data[16 + length:]
    return ", ".join(seen)


def renamed():
    write("left", b"left")
    write("right", b"right")

    def rename(a, b, flags):
        return called(libc.renameat2(-100, a, -100, b, flags))
    rename(b"left", b"right", 2)  # RENAME_EXCHANGE
    try:
        rename(b"left", b"right", 1)  # RENAME_NOREPLACE
        refused = "replaced"
    except OSError as e:
        refused = errno.errorcode[e.errno]
    return f"{open('left').read()} {open('right').read()} {refused}"


def times():
    write("times")
    os.utime("times", ns=(123456789_987654321, 987654321_123456789))
    status = os.stat("times")
    return f"{status.st_atime_ns} {status.st_mtime_ns}"


def appended_by_many():
    def append(letter):
        fd = os.open("appended", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        for _ in range(200):
            os.write(fd, letter * 100 + b"\n")
    workers = [multiprocessing.get_context("fork").Process(target=append, args=(c,)) for c in (b"a", b"b", b"c")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    lines = open("appended", "rb").read().splitlines()
    return f"{len(lines)} {all(len(set(line)) == 1 and len(line) == 100 for line in lines)}"


def pipe_with_a_name():
    os.mkfifo("pipe")
    if os.fork() == 0:
        write("pipe", b"through the pipe")
        os._exit(0)
    text = open("pipe").read()
    os.wait()
    return text


def socket_with_a_name():
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        server.listen()
        if os.fork() == 0:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect("socket")
                client.send(b"through the socket")
            os._exit(0)
        connection, _ = server.accept()
        text = connection.recv(100).decode()
    os.wait()
    return text


def executed():
    write("script", b"#!/bin/sh\necho executed $0\n")
    os.chmod("script", 0o755)
    return subprocess.run(["./script"], capture_output=True, text=True, check=True).stdout.strip()


def links():
    os.symlink("x" * 4000, "link")
    os.symlink("loop", "loop")
    try:
        open("loop")
    except OSError as e:
        return f"{len(os.readlink('link'))} {errno.errorcode[e.errno]}"


def refusals():
    os.makedirs("full/inside")
    write("file")
    results = []
    for attempt in (lambda: os.rmdir("full"), lambda: os.listdir("file"), lambda: os.unlink("full"), lambda: os.mkdir("full"),
                    lambda: os.rename("full", "full/inside/again"), lambda: open("file/below"), lambda: os.open("file", os.O_CREAT | os.O_EXCL)):
        try:
            attempt()
            results.append("done")
        except OSError as e:
            results.append(errno.errorcode[e.errno])
    return " ".join(results)


def large_folder():
    listed = sorted(os.listdir("/large"))
    return f"{len(listed)} {len(set(listed))} {hashlib.md5(chr(10).join(listed).encode()).hexdigest()}"


if __name__ == "__main__":
    os.chdir(folder)
    os.umask(0o022)
    for test in (flock, record_lock, shared_mapping, attributes, ownership, other_users_file, names_in_any_bytes, long_names, deep_path, hard_links,
                 sparse_file, unnamed_file, removed_while_open, allocated, direct, copied_in_the_kernel, watched, renamed, times, appended_by_many,
                 pipe_with_a_name, socket_with_a_name, executed, links, refusals, large_folder):
        try:
            outcome = test()
        except OSError as e:
            outcome = errno.errorcode[e.errno]
        print(f"{test.__name__.replace('_', ' ')}: {outcome}", flush=True)
