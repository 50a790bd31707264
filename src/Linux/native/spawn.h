/* What dkvm_spawn is told and tells. Mirrored in SpawnNative.cs; dkvm_spawn_layout lets a test compare the two. */
#pragma once
#include <stdint.h>

#define NO_DESCRIPTOR (-1)
#define NO_VALUE INT32_MIN

/* Mirrored by SpawnStep in SpawnException.cs. */
enum step {
    STEP_CLONE = 1, STEP_PID_NAMESPACE, STEP_SESSION, STEP_DESCRIPTORS, STEP_TERMINAL, STEP_ROOT, STEP_MOUNT,
    STEP_RLIMIT, STEP_OOM_SCORE, STEP_BOUNDING_SET, STEP_GROUPS, STEP_GID, STEP_UID, STEP_DIRECTORY, STEP_CAPABILITIES,
    STEP_NO_NEW_PRIVILEGES, STEP_DEATH_SIGNAL, STEP_SECCOMP, STEP_GATE, STEP_LOOK_UP, STEP_EXECUTE,
};

enum mount_kind { MOUNT_PLAIN = 0, MOUNT_MASK = 1, MOUNT_READ_ONLY = 2 };

/* Mirrored in SpawnGate.cs. */
enum gate { GATE_CLOSED = 0, GATE_OPENED = 1, GATE_REFUSED = 2 };

struct mount_step {
    const char *source, *target, *type, *data;
    uint64_t flags;
    int64_t kind;
};

struct limit {
    int64_t resource;
    struct { uint64_t soft, hard; } value;
};

struct request {
    const char *const *candidates;   /* paths to try in this order, ended by a null */
    char *const *arguments;
    char *const *environment;
    const char *directory, *root;    /* null: as the parent's */
    const int32_t *descriptors;      /* the child's 0, 1, 2 … in the parent's numbers, -1 for closed */
    const struct mount_step *mounts; /* made after chroot */
    const struct limit *limits;
    const uint32_t *groups;
    int32_t *gate;                   /* what the child waits for before execve, or null */
    const void *filter;              /* of struct sock_filter, or null */
    uint64_t namespaces;             /* CLONE_NEW… */
    uint64_t bounding, effective, inheritable, permitted, ambient;
    int32_t descriptor_count, mount_count, limit_count, group_count;
    int32_t pid_namespace;           /* a pidfd whose PID namespace the child joins, or -1 */
    int32_t new_session, terminal, set_user, set_capabilities, no_new_privileges;
    uint32_t uid, gid;
    int32_t umask, oom_score_adj;    /* NO_VALUE: as the parent's */
    int32_t death_signal;            /* 0: none */
    uint32_t filter_length, filter_flags; /* instructions; SECCOMP_FILTER_FLAG_… */
    int32_t failed_step, failed_errno, failed_index;
    int32_t pidfd;
};
