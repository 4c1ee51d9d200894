/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_STDIO_H
#define LIBC_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#include <sys/types.h>

typedef struct libc_file FILE;
typedef off_t fpos_t;

#define EOF          (-1)
#define BUFSIZ       1024
#define FILENAME_MAX 4096
#define FOPEN_MAX    16
#define P_tmpdir     "/tmp"

#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE  2
#define SEEK_SET         0
#define SEEK_CUR         1
#define SEEK_END         2
#define _IOFBF           0
#define _IOLBF           1
#define _IONBF           2

extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;
#define stdin  stdin
#define stdout stdout
#define stderr stderr

#define LIBC_PRINTF(fmt, va) __attribute__((format(printf, fmt, va)))
#define LIBC_SCANF(fmt, va)  __attribute__((format(scanf, fmt, va)))

int printf(const char *__restrict fmt, ...) LIBC_PRINTF(1, 2);
int fprintf(FILE *__restrict f, const char *__restrict fmt, ...)
    LIBC_PRINTF(2, 3);
int dprintf(int fd, const char *__restrict fmt, ...) LIBC_PRINTF(2, 3);
int sprintf(char *__restrict buf, const char *__restrict fmt, ...)
    LIBC_PRINTF(2, 3);
int snprintf(char *__restrict buf, size_t size, const char *__restrict fmt, ...)
    LIBC_PRINTF(3, 4);
int asprintf(char **out, const char *fmt, ...) LIBC_PRINTF(2, 3);
int vprintf(const char *__restrict fmt, va_list args) LIBC_PRINTF(1, 0);
int vfprintf(FILE *__restrict f, const char *__restrict fmt, va_list args)
    LIBC_PRINTF(2, 0);
int vdprintf(int fd, const char *__restrict fmt, va_list args)
    LIBC_PRINTF(2, 0);
int vsprintf(char *__restrict buf, const char *__restrict fmt, va_list args)
    LIBC_PRINTF(2, 0);
int vsnprintf(char *__restrict buf, size_t size, const char *__restrict fmt,
              va_list args) LIBC_PRINTF(3, 0);
int vasprintf(char **out, const char *fmt, va_list args) LIBC_PRINTF(2, 0);

int scanf(const char *__restrict fmt, ...) LIBC_SCANF(1, 2);
int fscanf(FILE *__restrict f, const char *__restrict fmt, ...)
    LIBC_SCANF(2, 3);
int sscanf(const char *__restrict s, const char *__restrict fmt, ...)
    LIBC_SCANF(2, 3);
int vscanf(const char *__restrict fmt, va_list args) LIBC_SCANF(1, 0);
int vfscanf(FILE *__restrict f, const char *__restrict fmt, va_list args)
    LIBC_SCANF(2, 0);
int vsscanf(const char *__restrict s, const char *__restrict fmt, va_list args)
    LIBC_SCANF(2, 0);

FILE *fopen(const char *__restrict path, const char *__restrict mode);
FILE *fdopen(int fd, const char *mode);
FILE *fmemopen(void *__restrict buf, size_t size, const char *__restrict mode);
FILE *open_memstream(char **buf, size_t *size);
/* With a provider of contract "vfs" in the image. */
FILE *tmpfile(void);
int remove(const char *path);
int rename(const char *from, const char *to);
int renameat(int from_at, const char *from, int to_at, const char *to);
/* Linux' RENAME_NOREPLACE is 1, RENAME_EXCHANGE 2. */
int renameat2(int from_at, const char *from, int to_at, const char *to,
              unsigned flags);
int fclose(FILE *f);
int fflush(FILE *f);
void setbuf(FILE *__restrict f, char *__restrict buf);
void setlinebuf(FILE *f);
int setvbuf(FILE *__restrict f, char *__restrict buf, int mode, size_t size);

size_t fread(void *__restrict buf, size_t size, size_t count,
             FILE *__restrict f);
size_t fwrite(const void *__restrict buf, size_t size, size_t count,
              FILE *__restrict f);
int fgetc(FILE *f);
int getc(FILE *f);
int getchar(void);
int ungetc(int c, FILE *f);
char *fgets(char *__restrict buf, int size, FILE *__restrict f);
ssize_t getline(char **__restrict line, size_t *__restrict size,
                FILE *__restrict f);
ssize_t getdelim(char **__restrict line, size_t *__restrict size, int delimiter,
                 FILE *__restrict f);
int fputc(int c, FILE *f);
int putc(int c, FILE *f);
int putchar(int c);
int fputs(const char *__restrict s, FILE *__restrict f);
int puts(const char *s);

int feof(FILE *f);
int ferror(FILE *f);
void clearerr(FILE *f);
int fileno(FILE *f);
int fseek(FILE *f, long offset, int whence);
int fseeko(FILE *f, off_t offset, int whence);
long ftell(FILE *f);
off_t ftello(FILE *f);
void rewind(FILE *f);
int fgetpos(FILE *__restrict f, fpos_t *__restrict pos);
int fsetpos(FILE *f, const fpos_t *pos);
void perror(const char *s);

#endif /* LIBC_STDIO_H */
