/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Damaged archives. The archive under test ends where memory that may be read
 * ends, so that ASan, or the page behind it, catches what reads on.
 *
 * LLVMFuzzerTestOneInput is the entry of libFuzzer, with option hosted.fuzzer;
 * here it runs over mutations of a corpus, the same in each run.
 */
#include <stdlib.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/initrd.h>
#include <uc/test.h>

#include "../cpio_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static unsigned checksum;

/* Looks at every byte of what was found: all of it must be readable. */
static unsigned walk_all(const void *base, size_t bytes, int *end)
{
    struct uc_initrd_walk walk;
    struct uc_initrd_file file;
    unsigned count = 0;

    uc_initrd_walk_memory(&walk, base, bytes);
    while ((*end = uc_initrd_next(&walk, &file)) == 1) {
        count++;
        checksum += (unsigned)strlen(file.path);
        for (size_t i = 0; i < file.bytes; i++) {
            checksum += ((const uint8_t *)file.data)[i];
        }
        const uint8_t *from = base;
        const uint8_t *at = file.data;
        if (at < from || file.bytes > bytes ||
            (size_t)(at - from) > bytes - file.bytes) {
            abort();
        }
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct uc_initrd_file file;
    int end;

    (void)walk_all(data, bytes, &end);
    uc_hosted_initrd_set(data, bytes);
    (void)uc_initrd_find("www/index.html", &file);
    return 0;
}

static struct cpio_writer archive;

static void write_archive(void)
{
    memset(&archive, 0, sizeof archive);
    cpio_file(&archive, "./www/index.html", "<p>Hello</p>");
    cpio_put(&archive, "one", "", (struct cpio_meta){7, 0100644, 2, 0});
    cpio_put(&archive, "two", "data", (struct cpio_meta){7, 0100644, 2, 0});
    cpio_end(&archive);
}

/* Runs (check) on a copy of exactly (bytes) bytes. */
static int end_of_copy(size_t bytes, size_t at, char value, unsigned *count)
{
    uint8_t *copy = malloc(bytes == 0 ? 1 : bytes);
    int end = 1;

    if (copy == NULL) {
        abort();
    }
    memcpy(copy, archive.bytes, bytes);
    if (at < bytes) {
        copy[at] = (uint8_t)value;
    }
    *count = walk_all(copy, bytes, &end);
    free(copy);
    return end;
}

UC_TEST(a_cut_archive_is_an_error_wherever_it_is_cut)
{
    unsigned count;
    unsigned errors = 0;

    write_archive();
    UC_EXPECT_EQ(end_of_copy(archive.length, SIZE_MAX, 0, &count), 0);
    UC_EXPECT_EQ(count, 3);
    for (size_t bytes = 0; bytes < archive.length; bytes++) {
        int end = end_of_copy(bytes, SIZE_MAX, 0, &count);
        UC_EXPECT_LE(count, 3);
        errors += end == -UC_EPROTO ? 1 : 0;
    }
    /* All but the cuts between entries and inside padding. */
    UC_EXPECT_GT(errors, archive.length - 24);
}

UC_TEST(sizes_that_reach_past_the_end_are_errors)
{
    unsigned count;

    write_archive();
    /* The first digit of the size, of the name's size, and of the mode. */
    UC_EXPECT_EQ(end_of_copy(archive.length, 6 + 6 * 8, 'F', &count),
                 -UC_EPROTO);
    UC_EXPECT_EQ(end_of_copy(archive.length, 6 + 11 * 8, 'F', &count),
                 -UC_EPROTO);
    UC_EXPECT_EQ(end_of_copy(archive.length, 6 + 1 * 8, 'G', &count),
                 -UC_EPROTO);
    UC_EXPECT_EQ(end_of_copy(archive.length, 0, 'x', &count), -UC_EPROTO);
}

UC_TEST(a_name_without_its_end_or_with_two_is_an_error)
{
    unsigned count;

    write_archive();
    UC_EXPECT_EQ(end_of_copy(archive.length, 110 + 16, 'x', &count),
                 -UC_EPROTO);
    UC_EXPECT_EQ(end_of_copy(archive.length, 110 + 3, '\0', &count),
                 -UC_EPROTO);
}

UC_TEST(what_stands_in_front_of_the_damage_is_found)
{
    struct uc_initrd_file file;

    write_archive();
    uc_hosted_initrd_set(archive.bytes, archive.length - 130);
    UC_EXPECT_EQ(uc_initrd_find("www/index.html", &file), 0);
    UC_EXPECT_EQ(uc_initrd_find("nowhere", &file), -UC_EPROTO);
}

UC_TEST(mutations_never_read_outside_the_archive)
{
    uint32_t random = 2463534242u;

    write_archive();
    for (unsigned round = 0; round < 20000; round++) {
        size_t bytes = archive.length - round % 7;
        uint8_t *copy = malloc(bytes);
        UC_REQUIRE(copy != NULL);
        memcpy(copy, archive.bytes, bytes);
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            static const char digits[] = "0123456789abcdefF\0./";
            copy[random % bytes] =
                (uint8_t)digits[(random >> 16) % (sizeof digits - 1)];
        }
        (void)LLVMFuzzerTestOneInput(copy, bytes);
        free(copy);
    }
    uc_hosted_initrd_set(NULL, 0);
}
