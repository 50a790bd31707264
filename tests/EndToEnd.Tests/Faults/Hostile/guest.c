/*
 * A guest that speaks DKVM's protocols, and then misbehaves as the kernel argument hostile=MODE says. Built statically as
 * the /init of an initramfs by BrokenPackage.cs.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

static int agent, stream;
static char mode[64];

static void wait_for_ever(void) { for (;;) pause(); }

/* Ports come from a worker of the kernel's; /sys has no event that a file could wait for, so this polls. */
static int port(const char *wanted)
{
	char path[300], name[128];
	for (;; usleep(10000)) {
		DIR *dir = opendir("/sys/class/virtio-ports");
		for (struct dirent *e; dir && (e = readdir(dir));) {
			snprintf(path, sizeof path, "/sys/class/virtio-ports/%s/name", e->d_name);
			int fd = open(path, O_RDONLY);
			ssize_t n = fd < 0 ? -1 : read(fd, name, sizeof name - 1);
			close(fd);
			if (n <= 0)
				continue;
			name[n] = 0;
			name[strcspn(name, "\n")] = 0;
			snprintf(path, sizeof path, "/dev/%s", e->d_name);
			if (!strcmp(name, wanted) && (fd = open(path, O_RDWR)) >= 0) {
				closedir(dir);
				return fd;
			}
		}
		if (dir)
			closedir(dir);
	}
}

static void put(int fd, const void *bytes, size_t length)
{
	const char *p = bytes;
	while (length > 0) {
		ssize_t n = write(fd, p, length);
		if (n <= 0)
			wait_for_ever();
		p += n;
		length -= n;
	}
}

static void say(const char *line) { put(agent, line, strlen(line)); }

/* Reads one line, however long, and leaves its beginning. */
static void hear(char *line, size_t size)
{
	size_t n = 0;
	for (char c; read(agent, &c, 1) == 1 && c != '\n';)
		if (n + 1 < size)
			line[n++] = c;
	line[n] = 0;
}

static void frame(unsigned length, unsigned char kind, unsigned char channel, unsigned session, const void *payload, size_t sent)
{
	unsigned char bytes[12 + 65536] = { length, length >> 8, length >> 16, length >> 24, kind, channel, 0, 0,
		session, session >> 8, session >> 16, session >> 24 };
	memcpy(bytes + 12, payload, sent);
	put(stream, bytes, 12 + sent);
}

static int is(const char *name) { return !strcmp(mode, name); }

/* The id of the request, which answers repeat: the last "id": of the line. */
static void answer(const char *request, const char *result)
{
	const char *id = NULL, *p = request;
	char line[512];
	while ((p = strstr(p, "\"id\":")))
		id = p += 5;
	snprintf(line, sizeof line, "{\"return\":%s%s%ld}\n", result, id ? ",\"id\":" : ",\"none\":", id ? atol(id) : 0L);
	say(line);
}

static void before_the_workload(const char *request)
{
	if (is("silent"))
		wait_for_ever();
	if (is("bad-utf8"))
		answer(request, "{\"pid\":1,\"kernel\":\"\xc3\x28\xf0\x28\x8c\"}");
	if (is("not-json"))
		say("this is not JSON, and never was\n");
	if (is("deep-json"))
		for (int i = 0; i < 100000; i++)
			say("[");
	if (is("null"))
		say("null\n");
	if (is("endless-line"))
		for (;;)
			say("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	if (is("wrong-type"))
		answer(request, "{\"marks\":7,\"warnings\":{}}");
	if (is("ends-early")) {	/* the stream's words overtake the agent's */
		frame(4, 7, 0, 0, "\7\0\0\0", 4);
		frame(0, 8, 0, 0, "", 0);
	}
	answer(request, is("twice") ? "{\"pid\":1}" : "{\"pid\":1,\"kernel\":\"hostile\"}");
	if (is("twice"))
		answer(request, "{\"failure\":{\"exitCode\":0,\"message\":\"twice\"}}");
}

static void while_it_runs(void)
{
	static char many[65536];
	memset(many, 'y', sizeof many);
	if (is("answers-flood"))
		for (long i = 0;; i++) {
			char line[64];
			snprintf(line, sizeof line, "{\"return\":{},\"id\":%ld}\n", i);
			say(line);
		}
	if (is("bad-frame"))
		frame(4, 99, 0, 0, many, 4);
	if (is("long-frame"))
		frame(0x7fffffff, 1, 1, 0, many, 65536);
	if (is("negative-frame"))
		frame(0xffffffff, 1, 1, 0, many, 16);
	if (is("wrong-channel"))
		frame(1, 1, 77, 0, many, 1);
	if (is("too-much-credit"))
		frame(4, 3, 0, 0, "\xff\xff\xff\xff", 4);
	if (is("no-credit"))	/* more than the window, without waiting for credit */
		for (;;)
			frame(65536, 1, 1, 0, many, 65536);
	if (is("small-frames"))	/* within the window, in the most expensive pieces */
		for (int i = 0; i < 524288; i++)
			frame(1, 1, 1, 0, many, 1);
	if (is("other-sessions"))	/* of exec requests that there are not */
		for (unsigned i = 1;; i++) {
			frame(4, 7, 0, i, "\0\0\0\0", 4);
			frame(1024, 1, 1, i, many, 1024);
		}
	if (is("dns-flood"))
		for (unsigned i = 0;; i++)
			frame(29, 9, 0, i, "\0\1\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1", 29);
	if (is("ends-twice")) {
		frame(0, 2, 1, 0, many, 0);
		frame(1, 1, 1, 0, many, 1);
	}
	if (is("unmounts"))
		frame(0, 8, 0, 0, many, 0);
	if (is("exits-often"))
		for (;;)
			frame(4, 7, 0, 0, "\7\0\0\0", 4);
	if (is("console-flood")) {
		int console = open("/dev/hvc0", O_WRONLY);
		for (;;)
			put(console, many, sizeof many);
	}
}

int main(void)
{
	static char line[1 << 20];
	mkdir("/dev", 0755), mkdir("/sys", 0755), mkdir("/proc", 0755);
	mount("dev", "/dev", "devtmpfs", 0, ""), mount("sys", "/sys", "sysfs", 0, ""), mount("proc", "/proc", "proc", 0, "");
	FILE *arguments = fopen("/proc/cmdline", "r");
	fgets(line, sizeof line, arguments);
	sscanf(strstr(line, "hostile=") + 8, "%63s", mode);
	agent = port("org.qemu.guest_agent.0");
	stream = port("org.dkvm.stream.0");

	hear(line, sizeof line);	/* guest-sync-delimited */
	if (is("wrong-id"))
		for (;;)
			say("{\"return\":4711,\"id\":4711}\n");
	say("\xff");
	say("{\"return\":1,\"id\":1}\n");
	hear(line, sizeof line);	/* dkvm-configure, whose id comes last */
	before_the_workload(line);
	while_it_runs();
	wait_for_ever();
}
