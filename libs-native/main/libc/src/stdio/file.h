/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_FILE_H
#define LIBC_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Each returns what read, write, lseek and close return, errno included. */
struct libc_file_ops {
    ssize_t (*read)(FILE *f, void *buf, size_t len);
    ssize_t (*write)(FILE *f, const void *buf, size_t len);
    off_t (*seek)(FILE *f, off_t offset, int whence);
    int (*close)(FILE *f);
};

enum libc_file_flag {
    LIBC_FILE_EOF = 1 << 0,
    LIBC_FILE_ERROR = 1 << 1,
    LIBC_FILE_LINE = 1 << 2,       /* flushed at a newline */
    LIBC_FILE_UNBUFFERED = 1 << 3, /* flushed at the end of each call */
    LIBC_FILE_OWN_BUF = 1 << 4,    /* buf came from malloc */
    LIBC_FILE_APPEND = 1 << 5,
};

/*
 * The buffer holds either bytes read ahead, [pos, end), or bytes to be written,
 * [0, pos) with end 0. Not both: a stream that reads has no room to write in.
 */
struct libc_file {
    const struct libc_file_ops *ops;
    unsigned flags;
    int fd; /* -1 where there is none */
    unsigned char *buf;
    size_t size;
    size_t pos;
    size_t end;
    int pushed; /* by ungetc; -1 where nothing is */
    void *cookie;
    FILE *next; /* list of all that are open */
};

/* Makes (f) known to fflush(NULL) and exit. */
void libc_file_add(FILE *f);

/* Takes (f) out of the list, and frees it with its buffer. */
void libc_file_remove(FILE *f);

/* Writes what is buffered. 0 or EOF. */
int libc_file_flush(FILE *f);

/* Drops what is read ahead, moving the file's position back. 0 or EOF. */
int libc_file_end_reading(FILE *f);

/* Buffers or writes; returns how many bytes were taken. */
size_t libc_file_write(FILE *f, const void *data, size_t len);

/* The next byte, or EOF. */
int libc_file_getc(FILE *f);

/* Flushes stdout and every stream of the list. */
void libc_file_flush_all(void);

#endif /* LIBC_FILE_H */
