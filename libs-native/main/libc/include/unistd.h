/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_UNISTD_H
#define LIBC_UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO  0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define SEEK_DATA 3
#define SEEK_HOLE 4

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#define _SC_CLK_TCK          2
#define _SC_OPEN_MAX         4
#define _SC_PAGESIZE         30
#define _SC_PAGE_SIZE        30
#define _SC_NPROCESSORS_CONF 83
#define _SC_NPROCESSORS_ONLN 84
#define _SC_PHYS_PAGES       85
#define _SC_AVPHYS_PAGES     86

extern char **environ;

ssize_t read(int fd, void *buf, size_t len);
ssize_t write(int fd, const void *buf, size_t len);
off_t lseek(int fd, off_t offset, int whence);
int close(int fd);
int dup(int fd);
int dup2(int fd, int to);
int isatty(int fd);

unsigned sleep(unsigned seconds);
int usleep(useconds_t us);

void _exit(int status) __attribute__((noreturn));
pid_t getpid(void); /* 1: there is one process */
long sysconf(int name);
int getpagesize(void);
int gethostname(char *name, size_t size);
/* At most 256 bytes, fit for keys. */
int getentropy(void *buf, size_t len);

/* With a provider of contract "vfs" in the image. */
ssize_t pread(int fd, void *buf, size_t len, off_t offset);
ssize_t pwrite(int fd, const void *buf, size_t len, off_t offset);
int ftruncate(int fd, off_t len);
int truncate(const char *path, off_t len);
int fsync(int fd);
int fdatasync(int fd);
void sync(void);
int syncfs(int fd); /* all of them */
int access(const char *path, int mode);
int faccessat(int at, const char *path, int mode, int flags);
int link(const char *from, const char *to);
int linkat(int from_at, const char *from, int to_at, const char *to, int flags);
int symlink(const char *target, const char *path);
int symlinkat(const char *target, int at, const char *path);
ssize_t readlink(const char *__restrict path, char *__restrict buf,
                 size_t size);
ssize_t readlinkat(int at, const char *__restrict path, char *__restrict buf,
                   size_t size);
int unlink(const char *path);
int unlinkat(int at, const char *path, int flags);
int rmdir(const char *path);
int chown(const char *path, uid_t uid, gid_t gid);
int lchown(const char *path, uid_t uid, gid_t gid);
int fchown(int fd, uid_t uid, gid_t gid);
int fchownat(int at, const char *path, uid_t uid, gid_t gid, int flags);
int chdir(const char *path);
int fchdir(int fd);
char *getcwd(char *buf, size_t size); /* (buf) NULL: by malloc */

int getopt(int argc, char *const argv[], const char *options);
extern char *optarg;
extern int optind, opterr, optopt;

#endif /* LIBC_UNISTD_H */
