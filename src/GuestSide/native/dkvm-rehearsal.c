/*
 * What a C program asks of the kernel from execve(2) to its end, and nothing else: see Boot/Rehearsal.cs. Its kernel's ways
 * are what matters, not what comes of them, so no result is looked at. Static, without a C library.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/rseq.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#define PAGE 4096L

static long ask(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

#define ASK(number, a, b, c, d, e, f) ask(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

static void touch(long address)
{
    if (address > 0)
        *(volatile char *)address = 1;
}

/* As the loader of shared libraries maps one. */
static void map(const char *file)
{
    char head[832];
    struct stat status;
    int fd = ASK(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    ASK(SYS_read, fd, head, sizeof head, 0, 0, 0);
    ASK(SYS_pread64, fd, head, sizeof head, 64, 0, 0);
    ASK(SYS_fstat, fd, &status, 0, 0, 0, 0);
    long whole = ASK(SYS_mmap, 0, 4 * PAGE, PROT_READ, MAP_PRIVATE | MAP_DENYWRITE, fd, 0);
    long data = ASK(SYS_mmap, whole + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_DENYWRITE, fd, 0);
    touch(data);
    ASK(SYS_mprotect, data, PAGE, PROT_READ, 0, 0, 0);
    ASK(SYS_close, fd, 0, 0, 0, 0, 0);
    ASK(SYS_munmap, whole, 4 * PAGE, 0, 0, 0, 0);
}

static void initialise(void)
{
    static long thread[64];
    static struct { void *next; long offset; void *pending; } robust;
    static struct rseq sequence __attribute__((aligned(32)));
    struct utsname name;
    long limits[2];
    long id = 0;
    char path[256];
    ASK(SYS_arch_prctl, ARCH_SET_FS, thread, 0, 0, 0, 0);
    ASK(SYS_set_tid_address, thread, 0, 0, 0, 0, 0);
    ASK(SYS_set_robust_list, &robust, sizeof robust, 0, 0, 0, 0);
    ASK(SYS_rseq, &sequence, sizeof sequence, 0, 0x53053053, 0, 0);
    ASK(SYS_prlimit64, 0, 3, 0, limits, 0, 0);
    ASK(SYS_uname, &name, 0, 0, 0, 0, 0);
    ASK(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", path, sizeof path, 0, 0);
    ASK(SYS_getrandom, &id, sizeof id, 1, 0, 0, 0);
    long end = ASK(SYS_brk, 0, 0, 0, 0, 0, 0);
    ASK(SYS_brk, end + 33 * PAGE, 0, 0, 0, 0, 0);
    touch(end + PAGE);
    ASK(SYS_access, "/etc/ld.so.preload", 4, 0, 0, 0, 0);
    ASK(SYS_newfstatat, AT_FDCWD, "/", path, 0, 0, 0);
    ASK(SYS_getuid, 0, 0, 0, 0, 0, 0);
    struct { void *handler; long flags; void *restorer; long mask; } action = { 0 };
    ASK(SYS_rt_sigaction, SIGUSR1, &action, 0, 8, 0, 0);
    ASK(SYS_rt_sigprocmask, SIG_BLOCK, &action.mask, 0, 8, 0, 0);
}

__attribute__((noreturn, used)) static void run(void)
{
    long stack = ASK(SYS_mmap, 0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    touch(stack);
    initialise();
    map("/proc/self/exe");
    ASK(SYS_munmap, stack, 4 * PAGE, 0, 0, 0, 0);
    ASK(SYS_write, 1, "\n", 1, 0, 0, 0);
    ASK(SYS_exit_group, 0, 0, 0, 0, 0, 0);
    __builtin_unreachable();
}

__attribute__((naked, noreturn)) void _start(void)
{
    __asm__("xor %ebp, %ebp\n and $-16, %rsp\n call run");
}
