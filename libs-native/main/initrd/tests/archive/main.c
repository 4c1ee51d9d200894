/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/initrd.h>
#include <uc/test.h>

#include "../cpio_writer.h"

static struct cpio_writer archive;

static void expect_file(const char *path, const char *text)
{
    struct uc_initrd_file file;

    UC_REQUIRE(uc_initrd_find(path, &file) == 0);
    UC_REQUIRE(file.bytes == strlen(text));
    UC_EXPECT_MEM(file.data, text, file.bytes);
}

static void start(void)
{
    memset(&archive, 0, sizeof archive);
}

static void finish(void)
{
    cpio_end(&archive);
    uc_hosted_initrd_set(archive.bytes, archive.length);
}

UC_TEST(finds_files_whatever_the_spelling_of_their_path)
{
    struct uc_initrd_file file;

    start();
    cpio_file(&archive, "./www/index.html", "<p>");
    cpio_file(&archive, "/etc//motd", "hello");
    cpio_file(&archive, "plain", "x");
    finish();
    expect_file("www/index.html", "<p>");
    expect_file("/www/index.html", "<p>");
    expect_file("./www/./index.html", "<p>");
    expect_file("www//index.html", "<p>");
    expect_file("etc/motd", "hello");
    expect_file("plain", "x");
    UC_EXPECT_EQ(uc_initrd_find("www", &file), -UC_ENOENT);
    UC_EXPECT_EQ(uc_initrd_find("www/index.htm", &file), -UC_ENOENT);
    UC_EXPECT_EQ(uc_initrd_find("www/index.html2", &file), -UC_ENOENT);
    UC_EXPECT_EQ(uc_initrd_find("../plain", &file), -UC_ENOENT);
    UC_EXPECT_EQ(uc_initrd_find("wwwindex.html", &file), -UC_ENOENT);
    UC_EXPECT_EQ(uc_initrd_find("", &file), -UC_ENOENT);
}

UC_TEST(tells_mode_and_time_and_strips_what_stands_in_front)
{
    struct uc_initrd_walk walk;
    struct uc_initrd_file file;

    start();
    cpio_put(&archive, ".", "", (struct cpio_meta){1, 040755, 2, 5});
    cpio_put(&archive, "././/bin/sh", "#!",
             (struct cpio_meta){2, 0100755, 1, 1700000001});
    cpio_put(&archive, "bin/link", "sh", (struct cpio_meta){3, 0120777, 1, 0});
    finish();
    UC_REQUIRE(uc_initrd_walk(&walk) == 0);
    UC_REQUIRE(uc_initrd_next(&walk, &file) == 1);
    UC_EXPECT_STR(file.path, ".");
    UC_EXPECT_EQ(file.mode & UC_INITRD_TYPE, UC_INITRD_FOLDER);
    UC_REQUIRE(uc_initrd_next(&walk, &file) == 1);
    UC_EXPECT_STR(file.path, "bin/sh");
    UC_EXPECT_EQ(file.mode, 0100755);
    UC_EXPECT_EQ(file.mtime, 1700000001);
    UC_REQUIRE(uc_initrd_next(&walk, &file) == 1);
    UC_EXPECT_EQ(file.mode & UC_INITRD_TYPE, UC_INITRD_LINK);
    UC_EXPECT_EQ(file.bytes, 2);
    UC_EXPECT_EQ(uc_initrd_next(&walk, &file), 0);
    UC_EXPECT_EQ(uc_initrd_next(&walk, &file), 0);
}

UC_TEST(the_last_of_several_files_of_one_name_counts)
{
    start();
    cpio_file(&archive, "a", "first");
    cpio_file(&archive, "b", "b");
    cpio_end(&archive);
    /* A second archive, as early microcode and the like come. */
    memset(archive.bytes + archive.length, 0, 300);
    archive.length += 300;
    cpio_file(&archive, "a", "second");
    finish();
    expect_file("a", "second");
    expect_file("b", "b");
}

UC_TEST(hard_links_have_the_data_of_the_last_one)
{
    start();
    cpio_put(&archive, "one", "", (struct cpio_meta){7, 0100644, 2, 0});
    cpio_put(&archive, "empty", "", (struct cpio_meta){8, 0100644, 1, 0});
    cpio_put(&archive, "two", "data", (struct cpio_meta){7, 0100644, 2, 0});
    finish();
    expect_file("one", "data");
    expect_file("two", "data");
    expect_file("empty", "");
}

UC_TEST(without_a_ramdisk_there_are_no_files)
{
    struct uc_initrd_walk walk;
    struct uc_initrd_file file;

    uc_hosted_initrd_set(NULL, 0);
    UC_EXPECT_EQ(uc_initrd_find("a", &file), -UC_ENOENT);
    UC_EXPECT_EQ(uc_initrd_walk(&walk), -UC_ENOENT);
}
