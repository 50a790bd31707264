/*
 * In QEMU's place (FallBackTests.cs): asked for KVM, the real QEMU starts in software emulation with its processors held
 * (-S), as of a KVM that runs nothing; asked for TCG, it is started as it was called.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char **args = calloc(argc + 2, sizeof *args), *path = NULL;
	int held = 0;
	for (int i = 0; i < argc; i++) {
		if (i > 0 && !strcmp(argv[i - 1], "-accel") && !strcmp(argv[i], "kvm"))
			argv[i] = "tcg", held = 1;
		if (i > 0 && !strcmp(argv[i - 1], "-cpu"))
			argv[i] = "max";
		args[i] = argv[i];
	}
	if (held)
		args[argc] = "-S";
	asprintf(&path, "%s.real", argv[0]);
	execv(path, args);
	perror(path);
	return 1;
}
