/*
 * Starts a process: one clone(CLONE_VM | CLONE_VFORK) whose child makes nothing but raw system calls until execve.
 *
 * Why C: the child shares the parent's memory while the parent's other threads (a garbage collector among them) run
 * on. No managed code may run there: it could allocate, wait for a collection, or take a lock that nobody gives back.
 * Why vfork semantics: nothing is copied, so the cost does not grow with the parent, and the parent is resumed exactly
 * when execve has succeeded or the child has gone; so a failure can be written straight into the request.
 */
#define _GNU_SOURCE
#include "spawn.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_SIZE (64 * 1024)
#define KERNEL_SIGSET_SIZE 8

static _Noreturn void fail(struct request *r, int step, int error, int index)
{
    r->failed_step = step;
    r->failed_errno = error;
    r->failed_index = index;
    syscall(SYS_exit_group, 127);
    __builtin_unreachable();
}

#define DO(step, index, call) do { if ((call) < 0) fail(r, step, errno, index); } while (0)

/* Default actions first, then an empty mask: no handler of the parent's ever runs in the child. */
static void default_signals(void)
{
    struct { void *handler; unsigned long flags; void *restorer; uint64_t mask; } standard = { 0 };
    for (int signal = 1; signal <= 64; signal++)
        syscall(SYS_rt_sigaction, signal, &standard, NULL, KERNEL_SIGSET_SIZE); /* EINVAL for KILL and STOP */
}

/* For kernels and seccomp profiles without close_range(2). */
static void close_listed_from(int first)
{
    struct entry { uint64_t inode; int64_t offset; unsigned short length; unsigned char type; char name[]; };
    char buffer[2048] __attribute__((aligned(8)));
    long size;
    int folder = syscall(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (folder < 0)
        return;
    while ((size = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < size; at += ((struct entry *)(buffer + at))->length) {
            int number = 0;
            for (const char *digit = ((struct entry *)(buffer + at))->name; *digit; digit++)
                number = *digit == '.' ? -1 : number * 10 + (*digit - '0');
            if (number >= first && number != folder)
                syscall(SYS_fcntl, number, F_SETFD, FD_CLOEXEC);
        }
    syscall(SYS_close, folder);
}

/* Two rounds, because the child's 0 may be the parent's 1 and the other way round. */
static void place_descriptors(struct request *r)
{
    int count = r->descriptor_count;
    int high[count > 0 ? count : 1];
    for (int i = 0; i < count; i++) {
        high[i] = r->descriptors[i];
        if (high[i] >= 0)
            DO(STEP_DESCRIPTORS, i, high[i] = syscall(SYS_fcntl, high[i], F_DUPFD_CLOEXEC, count));
    }
    for (int i = 0; i < count; i++)
        if (high[i] < 0)
            syscall(SYS_close, i);
        else
            DO(STEP_DESCRIPTORS, i, syscall(SYS_dup3, high[i], i, 0));
    if (syscall(SYS_close_range, count, ~0U, 0) < 0)
        close_listed_from(count);
}

/* As runc's maskPaths: /dev/null over a file, an empty read-only file system over a folder, nothing over nothing. */
static int mask(const char *path)
{
    if (syscall(SYS_mount, "/dev/null", path, NULL, MS_BIND, NULL) == 0 || errno == ENOENT)
        return 0;
    return errno == ENOTDIR ? syscall(SYS_mount, "tmpfs", path, "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1") : -1;
}

/* As runc's readonlyPaths: what the file system is mounted with stays, read-only comes on top. */
static int make_read_only(const char *path)
{
    struct statfs now;
    if (syscall(SYS_mount, path, path, NULL, MS_BIND | MS_REC, NULL) < 0)
        return errno == ENOENT ? 0 : -1;
    if (syscall(SYS_statfs, path, &now) < 0)
        return -1;
    unsigned long kept = now.f_flags & (MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME);
    return syscall(SYS_mount, path, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_REC | kept, NULL);
}

static void make_mounts(struct request *r)
{
    for (int i = 0; i < r->mount_count; i++) {
        const struct mount_step *m = &r->mounts[i];
        DO(STEP_MOUNT, i, m->kind == MOUNT_MASK ? mask(m->target)
            : m->kind == MOUNT_READ_ONLY ? make_read_only(m->target)
            : syscall(SYS_mount, m->source, m->target, m->type, m->flags, m->data));
    }
}

static int write_oom_score(int score)
{
    char text[16];
    int at = sizeof text, rest = score < 0 ? -score : score;
    do text[--at] = '0' + rest % 10; while (rest /= 10);
    if (score < 0)
        text[--at] = '-';
    int file = syscall(SYS_openat, AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC, 0);
    return file < 0 ? -1 : syscall(SYS_write, file, text + at, sizeof text - at);
}

/* Raw calls: glibc's setuid and its kin would signal every other thread of the parent. */
static void become_user(struct request *r)
{
    if (r->set_capabilities)
        for (int cap = 0; cap < 64 && syscall(SYS_prctl, PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
            if (!(r->bounding >> cap & 1))
                DO(STEP_BOUNDING_SET, cap, syscall(SYS_prctl, PR_CAPBSET_DROP, cap, 0, 0, 0));
    if (r->set_user) {
        DO(STEP_UID, 0, syscall(SYS_prctl, PR_SET_KEEPCAPS, r->set_capabilities, 0, 0, 0));
        DO(STEP_GROUPS, 0, syscall(SYS_setgroups, r->group_count, r->groups));
        DO(STEP_GID, 0, syscall(SYS_setresgid, r->gid, r->gid, r->gid));
        DO(STEP_UID, 0, syscall(SYS_setresuid, r->uid, r->uid, r->uid));
        syscall(SYS_prctl, PR_SET_KEEPCAPS, 0, 0, 0, 0);
    }
}

static void set_capabilities(struct request *r)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = {
        { (uint32_t)r->effective, (uint32_t)r->permitted, (uint32_t)r->inheritable },
        { r->effective >> 32, r->permitted >> 32, r->inheritable >> 32 } };
    DO(STEP_CAPABILITIES, 0, syscall(SYS_capset, &header, data));
    syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (int cap = 0; cap < 64; cap++)
        if (r->ambient >> cap & 1)
            DO(STEP_CAPABILITIES, cap, syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0));
}

static void filter_calls(struct request *r)
{
    struct sock_fprog program = { .len = r->filter_length, .filter = (struct sock_filter *)r->filter };
    if (r->filter)
        DO(STEP_SECCOMP, 0, syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, r->filter_flags, &program));
}

/* Some other thread of the parent's opens the gate; the memory is still the parent's. */
static void wait_at_gate(struct request *r)
{
    int now;
    if (!r->gate)
        return;
    while ((now = __atomic_load_n(r->gate, __ATOMIC_ACQUIRE)) == GATE_CLOSED)
        syscall(SYS_futex, r->gate, FUTEX_WAIT_PRIVATE, GATE_CLOSED, NULL, NULL, 0);
    if (now == GATE_REFUSED)
        fail(r, STEP_GATE, ECANCELED, 0);
}

/*
 * Looks the program up as Go's exec.LookPath does for runc: the first candidate that is an executable file of this
 * user's is the one, even if it then cannot be executed. Tried first and examined only on failure.
 */
static _Noreturn void execute(struct request *r)
{
    int error = ENOENT, index = 0;
    for (; r->candidates[index]; index++) {
        const char *path = r->candidates[index];
        struct stat status;
        syscall(SYS_execve, path, r->arguments, r->environment);
        int failure = errno;
        if (syscall(SYS_newfstatat, AT_FDCWD, path, &status, 0) < 0)
            error = errno;
        else if (S_ISDIR(status.st_mode))
            error = EISDIR;
        else if (syscall(SYS_faccessat, AT_FDCWD, path, X_OK) < 0)
            error = errno;
        else
            fail(r, STEP_EXECUTE, failure, index);
    }
    fail(r, STEP_LOOK_UP, error, index);
}

static int child(void *argument)
{
    struct request *r = argument;
    uint64_t no_signals = 0;
    int directory_again = 0;

    default_signals();
    if (r->new_session)
        DO(STEP_SESSION, 0, syscall(SYS_setsid));
    place_descriptors(r);
    if (r->terminal)
        DO(STEP_TERMINAL, 0, syscall(SYS_ioctl, 0, TIOCSCTTY, 0));
    if (r->root) {
        DO(STEP_ROOT, 0, syscall(SYS_chroot, r->root));
        DO(STEP_ROOT, 0, syscall(SYS_chdir, "/"));
    }
    make_mounts(r);
    if (r->umask != NO_VALUE)
        syscall(SYS_umask, r->umask);
    for (int i = 0; i < r->limit_count; i++)
        DO(STEP_RLIMIT, i, syscall(SYS_prlimit64, 0, r->limits[i].resource, &r->limits[i].value, NULL));
    if (r->oom_score_adj != NO_VALUE)
        DO(STEP_OOM_SCORE, 0, write_oom_score(r->oom_score_adj));
    /* As runc: first with the parent's rights, and with the user's only where those were refused. */
    if (r->directory && syscall(SYS_chdir, r->directory) < 0) {
        if (errno != EACCES && errno != EPERM)
            fail(r, STEP_DIRECTORY, errno, 0);
        directory_again = 1;
    }
    /* As runc: while it may, unless no_new_privileges lets it wait to the end. */
    if (!r->no_new_privileges)
        filter_calls(r);
    become_user(r);
    if (directory_again)
        DO(STEP_DIRECTORY, 0, syscall(SYS_chdir, r->directory));
    if (r->set_capabilities)
        set_capabilities(r);
    if (r->no_new_privileges)
        DO(STEP_NO_NEW_PRIVILEGES, 0, syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    if (r->death_signal) /* after the change of user, which clears it: prctl(2) */
        DO(STEP_DEATH_SIGNAL, 0, syscall(SYS_prctl, PR_SET_PDEATHSIG, r->death_signal, 0, 0, 0));
    wait_at_gate(r);
    if (r->no_new_privileges)
        filter_calls(r);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, NULL, KERNEL_SIGSET_SIZE);
    execute(r);
}

/* Children of this thread are born in the PID namespace of the given process until it is set back. */
static int use_pid_namespace(int pidfd)
{
    return syscall(SYS_setns, pidfd, CLONE_NEWPID);
}

/* Returns the process id and sets pidfd, or returns -1 and sets the failed_… fields. */
int dkvm_spawn(struct request *r)
{
    uint64_t all_signals = ~0ULL, mask_before;
    int self = NO_DESCRIPTOR, pid = -1;
    char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

    r->failed_step = 0;
    r->pidfd = NO_DESCRIPTOR;
    if (stack == MAP_FAILED) {
        r->failed_step = STEP_CLONE;
        r->failed_errno = errno;
        return -1;
    }
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all_signals, &mask_before, KERNEL_SIGSET_SIZE);
    if (r->pid_namespace >= 0
        && ((self = syscall(SYS_pidfd_open, getpid(), 0)) < 0 || use_pid_namespace(r->pid_namespace) < 0)) {
        r->failed_step = STEP_PID_NAMESPACE;
        r->failed_errno = errno;
    } else {
        pid = clone(child, stack + STACK_SIZE, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | (int)r->namespaces, r,
            &r->pidfd);
        if (pid < 0) {
            r->failed_step = STEP_CLONE;
            r->failed_errno = errno;
        }
    }
    if (self >= 0) {
        use_pid_namespace(self);
        close(self);
    }
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask_before, NULL, KERNEL_SIGSET_SIZE);
    munmap(stack, STACK_SIZE);
    if (pid > 0 && r->failed_step) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) /* ECHILD: a reaper thread was faster */
            ;
        close(r->pidfd);
        r->pidfd = NO_DESCRIPTOR;
        pid = -1;
    }
    return pid;
}

/* Lets the child that waits, or comes to wait, go on. */
void dkvm_spawn_set_gate(int32_t *gate, int32_t value)
{
    __atomic_store_n(gate, value, __ATOMIC_RELEASE);
    syscall(SYS_futex, gate, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* For the test that holds both languages' structures together. */
int dkvm_spawn_layout(int which)
{
    switch (which) {
    case 0: return sizeof(struct request);
    case 1: return sizeof(struct mount_step);
    case 2: return sizeof(struct limit);
    case 3: return offsetof(struct request, pidfd);
    case 4: return offsetof(struct request, pid_namespace);
    default: return -1;
    }
}
