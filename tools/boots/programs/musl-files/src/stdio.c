/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams of C. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>

#include "files.h"

UC_TEST(files_are_written_and_read_by_line)
{
    char line[32];
    int number;
    FILE *f = fopen("lines", "w+");

    UC_REQUIRE(f != NULL);
    for (int i = 0; i < 1000; i++) {
        UC_EXPECT_EQ(fprintf(f, "line %04d\n", i), 10);
    }
    UC_EXPECT_EQ(ftell(f), 10000);
    UC_EXPECT_EQ(fseek(f, 4560, SEEK_SET), 0);
    UC_EXPECT(fgets(line, sizeof line, f) != NULL);
    UC_EXPECT_STR(line, "line 0456\n");
    UC_EXPECT_EQ(fseek(f, -10, SEEK_END), 0);
    UC_EXPECT_EQ(fscanf(f, "line %d", &number), 1);
    UC_EXPECT_EQ(number, 999);
    UC_EXPECT_EQ(fgetc(f), '\n');
    UC_EXPECT_EQ(fgetc(f), EOF);
    UC_EXPECT(feof(f) && !ferror(f));
    rewind(f);
    UC_EXPECT_EQ(fputc('L', f), 'L');
    UC_EXPECT_EQ(fclose(f), 0);
    UC_EXPECT(begins_with("lines", "Line 0000\n"));
    UC_EXPECT_EQ(remove("lines"), 0);
}

UC_TEST(files_are_opened_as_the_mode_says)
{
    FILE *f;

    UC_EXPECT_EQ(error_of_null(fopen("modes", "r")), ENOENT);
    UC_EXPECT_EQ(error_of_null(fopen("modes", "r+")), ENOENT);
    make_file("modes", "one\n");
    UC_EXPECT_EQ(error_of_null(fopen("modes", "wx")), EEXIST);
    UC_EXPECT_EQ(error_of_null(fopen("modes", "z")), EINVAL);
    f = fopen("modes", "a+");
    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(fseek(f, 0, SEEK_SET), 0);
    UC_EXPECT_EQ(fputs("two\n", f) < 0, 0);
    UC_EXPECT_EQ(fclose(f), 0);
    UC_EXPECT(begins_with("modes", "one\n"));
    f = fopen("modes", "re");
    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(fcntl(fileno(f), F_GETFD), FD_CLOEXEC);
    UC_EXPECT_EQ(fputc('x', f), EOF);
    UC_EXPECT(ferror(f));
    UC_EXPECT(freopen("modes", "w", f) == f);
    UC_EXPECT_EQ(fclose(f), 0);
    struct stat st;
    UC_EXPECT_EQ(stat("modes", &st), 0);
    UC_EXPECT_EQ(st.st_size, 0);
    UC_EXPECT_EQ(remove("modes"), 0);
}

UC_TEST(files_may_be_temporary)
{
    char name[] = "temporaryXXXXXX";
    char folder[] = "folderXXXXXX";
    char bad[] = "none/XXXXXX";
    struct stat st;
    int fd = mkstemp(name);

    UC_REQUIRE(fd >= 0);
    UC_EXPECT_EQ(fstat(fd, &st), 0);
    UC_EXPECT_EQ(st.st_mode, S_IFREG | 0600);
    UC_EXPECT_EQ(error_of(open(name, O_CREAT | O_EXCL, 0600)), EEXIST);
    UC_EXPECT_EQ(unlink(name), 0);
    UC_EXPECT_EQ(write(fd, "still there", 11), 11);
    UC_EXPECT_EQ(fstat(fd, &st), 0);
    UC_EXPECT_EQ(st.st_nlink, 0);
    UC_EXPECT_EQ(st.st_size, 11);
    UC_EXPECT_EQ(close(fd), 0);
    UC_EXPECT(mkdtemp(folder) == folder);
    UC_EXPECT_EQ(stat(folder, &st), 0);
    UC_EXPECT_EQ(st.st_mode, S_IFDIR | 0700);
    UC_EXPECT_EQ(remove(folder), 0);
    UC_EXPECT_EQ(error_of(mkstemp(bad)), ENOENT);
    FILE *f = tmpfile();
    UC_REQUIRE(f != NULL);
    UC_EXPECT_EQ(fputs("x", f) < 0, 0);
    UC_EXPECT_EQ(fclose(f), 0);
}

UC_TEST(files_tell_of_a_full_disk)
{
    static char data[4096];
    FILE *f = fopen("/small/full", "w");
    size_t bytes = 0;
    size_t n;

    UC_REQUIRE(f != NULL);
    errno = 0;
    while ((n = fwrite(data, 1, sizeof data, f)) == sizeof data) {
        bytes += n;
    }
    UC_EXPECT(errno == ENOSPC && ferror(f));
    UC_EXPECT_LE(bytes, 65536 + BUFSIZ);
    UC_EXPECT_GE(bytes, 16384);
    fclose(f);
    UC_EXPECT_EQ(remove("/small/full"), 0);
    make_file("/small/full", "room again");
    UC_EXPECT_EQ(remove("/small/full"), 0);
}
