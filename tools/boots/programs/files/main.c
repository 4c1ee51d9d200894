/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes, reads, renames and lists files by calls of C and POSIX, over those of
 * the initrd; then the conformance suite of contract "fs", as TAP, on what
 * vfs.mount= has mounted at /suite.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UC_SUITE_FS_PATH "/suite"
#include <uc/suites/fs.h>

static void check(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(2);
    }
}

static void list(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);

    check(count, path);
    printf("%s:", path);
    for (int i = 0; i < count; i++) {
        printf(" %s%s", entries[i]->d_name,
               (entries[i]->d_type == DT_DIR) ? "/" : "");
        free(entries[i]);
    }
    free(entries);
    printf("\n");
}

static void show(const char *path)
{
    char line[80];
    struct stat st;
    FILE *f = fopen(path, "r");

    check(f == NULL ? -1 : 0, path);
    check(fstat(fileno(f), &st), path);
    printf("%s, %lld bytes:", path, (long long)st.st_size);
    while (fgets(line, sizeof(line), f) != NULL) {
        printf(" %s", line);
    }
    fclose(f);
}

int main(void)
{
    char path[64];

    list("/");
    show("/dev/null");
    fflush(stdout);
    FILE *out = fopen("/dev/stdout", "w");
    check(out == NULL ? -1 : 0, "/dev/stdout");
    fprintf(out, " nothing, says /dev/stdout\n");
    fclose(out);
    show("/start");
    /* The initrd's files can be written to. */
    int fd = open("/motd", O_WRONLY | O_APPEND);
    check(fd, "/motd");
    check((int)write(fd, " and of main\n", 13), "write");
    close(fd);
    show("/motd");
    check(mkdir("/notes", 0755), "mkdir");
    check(chdir("/notes"), "chdir");
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "note%d", i);
        FILE *f = fopen(path, "w");
        check(f == NULL ? -1 : 0, path);
        fprintf(f, "number %d\n", i);
        check(fclose(f), path);
    }
    check(rename("note1", "renamed"), "rename");
    check(rename("note2", "note0"), "rename");
    check(symlink("../notes/renamed", "/www/link"), "symlink");
    list(".");
    show("/www/link");
    check(unlink("renamed"), "unlink");
    printf("%s, then %s\n", getcwd(path, sizeof(path)),
           access("/www/link", F_OK) < 0 ? "gone" : "still there");
    return uc_test_main() == 0 ? 0 : 1;
}
