/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_DIRENT_H
#define LIBC_DIRENT_H

/* With a provider of contract "vfs" in the image. */
#include <sys/types.h>

typedef struct libc_directory DIR;

/* Laid out as Linux does. Spec: Linux, include/linux/dirent.h. */
struct dirent {
    ino_t d_ino;
    off_t d_off; /* where the next one is, for seekdir */
    unsigned short d_reclen;
    unsigned char d_type;
    char d_name[256];
};

#define d_fileno d_ino

#define DT_UNKNOWN 0
#define DT_FIFO    1
#define DT_CHR     2
#define DT_DIR     4
#define DT_BLK     6
#define DT_REG     8
#define DT_LNK     10
#define DT_SOCK    12

DIR *opendir(const char *path);
DIR *fdopendir(int fd);
struct dirent *readdir(DIR *dir);
int closedir(DIR *dir);
int dirfd(DIR *dir);
void rewinddir(DIR *dir);
/* The positions of ramfs and other small numbers fit into a long of 32 bits. */
void seekdir(DIR *dir, long position);
long telldir(DIR *dir);
int alphasort(const struct dirent **a, const struct dirent **b);
int scandir(const char *path, struct dirent ***out,
            int (*choose)(const struct dirent *entry),
            int (*compare)(const struct dirent **a, const struct dirent **b));

#endif /* LIBC_DIRENT_H */
