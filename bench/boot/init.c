// The least that a guest can do: power off. What remains is what QEMU, firmware and kernel take. With an argument, it
// first prints the time stamp counter: under -icount, how many instructions the guest has run since its reset, plus the
// nanoseconds it was idle.
#include <stdio.h>
#include <sys/reboot.h>
#include <x86intrin.h>

int main(int count, char **args) {
    (void)args;
    if (count > 1)
        printf("tsc %llu\n", __rdtsc()), fflush(stdout);
    return reboot(RB_POWER_OFF);
}
