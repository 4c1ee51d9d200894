/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_TESTS_IMAGE_H
#define EXT4_TESTS_IMAGE_H

/*
 * Disks in memory that the tools of e2fsprogs make, look at and mend, by way of
 * a file.
 */
#include "libc.h"

#include <uc/errors.h>
#include <uc/ram_blk.h>

static char image_path[] = "/tmp/unicore-ext4-XXXXXX";
static char image_output[sizeof image_path + 4];
static char image_text[65536]; /* what the last tool said */

static void image_remove(void)
{
    (void)unlink(image_path);
    (void)unlink(image_output);
}

static const char *image_file(void)
{
    static bool made;

    if (!made) {
        int fd = mkstemp(image_path);
        if (fd < 0) {
            abort();
        }
        (void)close(fd);
        memcpy(image_output, image_path, sizeof image_path - 1);
        memcpy(image_output + sizeof image_path - 1, ".out", 5);
        (void)atexit(image_remove);
        made = true;
    }
    return image_path;
}

static size_t image_append(char *line, size_t used, const char *text)
{
    size_t bytes = strlen(text);

    memcpy(line + used, text, bytes + 1);
    return used + bytes;
}

static void image_move(const char *path, void *data, size_t bytes, bool save)
{
    enum {
        READ = 0,
        WRITE = 1
    };
    int fd = open(path, save ? WRITE : READ);

    for (size_t done = 0; done < bytes;) {
        intptr_t part = save ? write(fd, (char *)data + done, bytes - done)
                             : read(fd, (char *)data + done, bytes - done);
        if (part <= 0) {
            if (save) {
                abort();
            }
            break;
        }
        done += (size_t)part;
    }
    (void)close(fd);
}

/* Runs (command), with the image's file in the place of each "@". Returns its
 * exit status; what it says is in image_text. */
static int image_run(const char *command)
{
    static char line[8192];
    (void)image_file();
    size_t used = image_append(line, 0, "PATH=/usr/sbin:/sbin:$PATH; { ");

    for (; *command != '\0' && used < sizeof line - 256; command++) {
        used = *command == '@'
                   ? image_append(line, used, image_file())
                   : image_append(line, used, (char[]){*command, '\0'});
    }
    used = image_append(line, used, "; } > ");
    used = image_append(line, used, image_output);
    (void)image_append(line, used, " 2>&1");
    int status = system(line);
    memset(image_text, 0, sizeof image_text);
    image_move(image_output, image_text, sizeof image_text - 1, false);
    return status >> 8;
}

/* Shows what the last tool said, since it should have said something else. */
static void image_tell(const char *tool)
{
    (void)write(2, tool, strlen(tool));
    (void)write(2, ":\n", 2);
    (void)write(2, image_text, strlen(image_text));
}

static UC_UNUSED bool image_has_tools(void)
{
    return image_run("command -v mke2fs && command -v e2fsck && "
                     "command -v debugfs") == 0;
}

static size_t image_bytes(const struct uc_blkdev *disk)
{
    return (size_t)disk->blocks * disk->block_bytes;
}

static void image_save(struct uc_blkdev *disk)
{
    image_move(image_file(), uc_ram_blk_data(disk), image_bytes(disk), true);
}

/* What was loaded outlives a loss of power. */
static void image_load(struct uc_blkdev *disk)
{
    static char part[65536];
    uint32_t blocks = sizeof part / disk->block_bytes;
    int fd = open(image_file(), 0);

    for (uint64_t at = 0; at < disk->blocks; at += blocks) {
        for (size_t done = 0; done < sizeof part;) {
            intptr_t got = read(fd, part + done, sizeof part - done);
            if (got <= 0) {
                abort();
            }
            done += (size_t)got;
        }
        if (uc_blk_write(disk, at, part, blocks) < 0) {
            abort();
        }
    }
    (void)close(fd);
    if (uc_blk_flush(disk) < 0) {
        abort();
    }
}

/* A disk of (mib), less than 1000, that mke2fs formats with (options). */
static struct uc_blkdev *image_make(unsigned mib, unsigned features,
                                    const char *options)
{
    struct uc_blkdev *disk = NULL;
    const struct uc_ram_blk_attr attr = {.blocks = mib * 2048ull,
                                         .features = features};
    const char size[] = {(char)('0' + mib / 100), (char)('0' + mib / 10 % 10),
                         (char)('0' + mib % 10), '\0'};
    char command[1024];

    size_t used = image_append(command, 0, "rm -f @; truncate -s ");
    used = image_append(command, used, size);
    used = image_append(command, used, "M @ && mke2fs -q -F -N 3072 ");
    used = image_append(command, used, options);
    (void)image_append(command, used, " @");
    if (uc_ram_blk_create(&disk, &attr) < 0) {
        abort();
    }
    if (image_run(command) != 0) {
        image_tell(command);
        abort();
    }
    image_load(disk);
    return disk;
}

/* Whether e2fsck finds nothing to mend; it says what it finds. */
static UC_UNUSED bool image_is_clean(struct uc_blkdev *disk)
{
    image_save(disk);
    bool clean = image_run("e2fsck -fn @") == 0;
    if (!clean) {
        image_tell("e2fsck");
    }
    return clean;
}

#endif /* EXT4_TESTS_IMAGE_H */
