/* A shim (LD_PRELOAD) that remembers, for the files below one folder, what has been written since their last fsync, so
   that it can be taken back after a kill, as a machine that lost its power would have lost it.

   KAPELL_CRASH_FOLDER   the folder whose files are watched
   KAPELL_CRASH_JOURNAL  a folder for the journal; what a rename replaces and an unlink removes is kept there too

   The journal is a file "journal" of entries: seven 64-bit numbers (kind, file, offset, length, size, mark, bytes) and
   so many bytes. `file` is an inode's number. Kinds and their bytes:

   1 write    the bytes that were there before; `size` is the file's length before
   2 cut      the bytes that are cut off; `offset` is the new length, `size` the old one
   3 sync     `mark` is the journal's length when it began: what this file had before it is on the device
   4 create   the path
   5 rename   old path, NUL, new path; `mark` numbers what was kept of the replaced file, 0 without
   6 unlink   the path; `mark` numbers what was kept of it

   Entries are written before what they tell is done; of a sync, after. A sync of a folder has the folder's inode. No
   data is synchronised in truth, only waited for a moment: a killed process loses nothing that the system has. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, CUT, SYNC, CREATE, RENAME, UNLINK };

static char folder[PATH_MAX], kept[PATH_MAX];
static int journal = -1;
static uint64_t journal_length, kept_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *watched = getenv("KAPELL_CRASH_FOLDER"), *place = getenv("KAPELL_CRASH_JOURNAL");
    if (!watched || !place || !realpath(watched, folder) || !realpath(place, kept)) {
        return;
    }
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/journal", kept);
    journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

/* Whether a path lies below the folder. */
static int below(const char *path) {
    size_t length = strlen(folder);
    return journal >= 0 && strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

/* The state of a watched file; 0 when the descriptor is no such. */
static int watched(int descriptor, struct stat *status) {
    char link[64], path[PATH_MAX];
    if (journal < 0 || descriptor == journal || fstat(descriptor, status) != 0
        || !(S_ISREG(status->st_mode) || S_ISDIR(status->st_mode))) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = 0;
    return below(path);
}

static void note(uint64_t kind, uint64_t file, uint64_t offset, uint64_t length, uint64_t size, uint64_t mark,
                 const void *bytes, uint64_t count) {
    uint64_t entry[7] = {kind, file, offset, length, size, mark, count};
    char *whole = malloc(sizeof entry + count);
    memcpy(whole, entry, sizeof entry);
    memcpy(whole + sizeof entry, bytes ? bytes : "", count);
    size_t all = sizeof entry + count;
    for (size_t done = 0; done < all;) {
        long step = syscall(SYS_write, journal, whole + done, all - done);
        if (step <= 0) {
            abort();
        }
        done += (size_t)step;
    }
    journal_length += all;
    free(whole);
}

/* What lies in a file at a place. */
static char *before(uint64_t file, int descriptor, off_t offset, uint64_t length) {
    (void)file;
    char path[64], *bytes = calloc(length + 1, 1);
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int reader = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    for (uint64_t done = 0; reader >= 0 && done < length;) {
        ssize_t step = pread(reader, bytes + done, length - done, offset + (off_t)done);
        if (step <= 0) {
            break;
        }
        done += (uint64_t)step;
    }
    if (reader >= 0) {
        syscall(SYS_close, reader);
    }
    return bytes;
}

static void note_write(int descriptor, const struct stat *status, off_t offset, size_t count) {
    uint64_t size = (uint64_t)status->st_size, start = (uint64_t)offset;
    uint64_t old = start < size ? (size - start < count ? size - start : count) : 0;
    char *bytes = before(status->st_ino, descriptor, offset, old);
    note(WRITE, status->st_ino, start, count, size, 0, bytes, old);
    free(bytes);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    struct stat status;
    if (!watched(descriptor, &status)) {
        return syscall(SYS_write, descriptor, bytes, count);
    }
    pthread_mutex_lock(&lock);
    fstat(descriptor, &status);
    off_t offset = fcntl(descriptor, F_GETFL) & O_APPEND ? status.st_size : lseek(descriptor, 0, SEEK_CUR);
    note_write(descriptor, &status, offset, count);
    ssize_t result = syscall(SYS_write, descriptor, bytes, count);
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    struct stat status;
    if (!watched(descriptor, &status)) {
        return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    }
    pthread_mutex_lock(&lock);
    fstat(descriptor, &status);
    note_write(descriptor, &status, offset, count);
    ssize_t result = syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return result;
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

int ftruncate(int descriptor, off_t length) {
    struct stat status;
    if (!watched(descriptor, &status)) {
        return (int)syscall(SYS_ftruncate, descriptor, length);
    }
    pthread_mutex_lock(&lock);
    fstat(descriptor, &status);
    uint64_t old = length < status.st_size ? (uint64_t)(status.st_size - length) : 0;
    char *bytes = before(status.st_ino, descriptor, length, old);
    note(CUT, status.st_ino, (uint64_t)length, 0, (uint64_t)status.st_size, 0, bytes, old);
    free(bytes);
    int result = (int)syscall(SYS_ftruncate, descriptor, length);
    pthread_mutex_unlock(&lock);
    return result;
}
int ftruncate64(int descriptor, off_t length) { return ftruncate(descriptor, length); }

static int synchronise(int descriptor, long call) {
    struct stat status;
    if (!watched(descriptor, &status)) {
        return (int)syscall(call, descriptor);
    }
    pthread_mutex_lock(&lock);
    uint64_t mark = journal_length;
    pthread_mutex_unlock(&lock);
    // As long as a fast device takes, so that kills find writes under way and records gather.
    nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
    pthread_mutex_lock(&lock);
    note(SYNC, status.st_ino, 0, 0, 0, mark, NULL, 0);
    pthread_mutex_unlock(&lock);
    return 0;
}
int fsync(int descriptor) { return synchronise(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synchronise(descriptor, SYS_fdatasync); }

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;
    va_end(rest);
    struct stat status;
    if (flags & O_CREAT && below(path) && lstat(path, &status) != 0) {
        pthread_mutex_lock(&lock);
        note(CREATE, 0, 0, 0, 0, 0, path, strlen(path));
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;
    va_end(rest);
    return open(path, flags, mode);
}

/* Keeps another name of a file that is about to go. 0 when there is none. */
static uint64_t keep(const char *path) {
    char name[PATH_MAX + 32];
    snprintf(name, sizeof name, "%s/kept-%llu", kept, (unsigned long long)kept_count + 1);
    return link(path, name) == 0 ? ++kept_count : 0;
}

int rename(const char *from, const char *to) {
    if (below(to)) {
        char paths[2 * PATH_MAX];
        size_t first = strlen(from) + 1, second = strlen(to);
        if (first + second > sizeof paths) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(paths, from, first);
        memcpy(paths + first, to, second);
        pthread_mutex_lock(&lock);
        note(RENAME, 0, 0, 0, 0, keep(to), paths, first + second);
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int unlink(const char *path) {
    if (below(path)) {
        pthread_mutex_lock(&lock);
        note(UNLINK, 0, 0, 0, 0, keep(path), path, strlen(path));
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
