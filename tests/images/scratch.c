// The one program of the image dkvm-test/scratch: static, in an otherwise empty root.
//   (nothing)       prints uname's fields and the arguments
//   exit N          ends with exit code N
//   signal N        ends by signal N
//   env NAME        prints an environment variable
//   ls PATH         prints the names in a folder
//   true, sleep N   as usual
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static int list(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) {
        perror(path);
        return 1;
    }
    for (struct dirent *entry; (entry = readdir(folder));)
        puts(entry->d_name);
    return 0;
}

static int describe(int count, char **args) {
    struct utsname name;
    uname(&name);
    printf("%s %s %s %s\n", name.sysname, name.nodename, name.release, name.machine);
    for (int i = 1; i < count; i++)
        printf("%d: %s\n", i, args[i]);
    return 0;
}

int main(int count, char **args) {
    const char *verb = count > 1 ? args[1] : "";
    const char *arg = count > 2 ? args[2] : "";
    if (!strcmp(verb, "true"))
        return 0;
    if (!strcmp(verb, "exit"))
        return atoi(arg);
    if (!strcmp(verb, "signal")) {
        signal(atoi(arg), SIG_DFL);
        kill(getpid(), atoi(arg));
        pause();
    }
    if (!strcmp(verb, "sleep"))
        return (int)sleep((unsigned)atoi(arg));
    if (!strcmp(verb, "env"))
        return printf("%s\n", getenv(arg) ? getenv(arg) : "") < 0;
    if (!strcmp(verb, "ls"))
        return list(arg);
    return describe(count, args);
}
