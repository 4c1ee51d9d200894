/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: a server that now and then answers what the input says. */
#include <uc/hosted.h>
#include <uc/vfs.h>

#include "../../tests/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *input;
static size_t input_n;

static uint8_t next(void)
{
    if (input_n == 0) {
        return 0;
    }
    input_n--;
    return *input++;
}

/* 0: as it is; else so many bytes of it are the input's, from some place on. */
static uint32_t tweak(uint8_t type, uint8_t *out, uint32_t bytes)
{
    const unsigned changes = next() % 8;

    (void)type;
    for (unsigned i = 0; i < changes; i++) {
        out[next() % (bytes < 256 ? bytes : 256)] = next();
    }
    if (changes == 7) { /* another length, and the head says so */
        bytes = P9_HEADER_BYTES + next();
        struct p9_buffer b = {out, 4, 0, false};
        p9_put(&b, bytes, 4);
    }
    return bytes;
}

static struct server server = {
    .transport = {.call = server_call, .tag = "played"},
    .tweak = tweak,
};

static bool take_name(struct uc_fs_readdir *walk,
                      const struct uc_fs_entry *entry)
{
    (void)walk;
    for (uint32_t i = 0; i < entry->name.bytes; i++) {
        if (entry->name.text[i] == '/' || entry->name.text[i] == '\0') {
            abort();
        }
    }
    return entry->name.bytes > 0 && next() % 8 != 0;
}

static void use(const char *path)
{
    char buf[64];
    const struct uc_fs_piece piece = {buf, sizeof buf};
    struct uc_fs_readdir walk = {.emit = take_name};
    struct uc_fs_attr attr;
    struct uc_fs_stat stat;
    struct uc_file *file;

    (void)uc_vfs_stat(NULL, path, 0, &attr);
    (void)uc_vfs_statfs(NULL, path, 0, &stat);
    (void)uc_vfs_readlink(NULL, path, buf, sizeof buf);
    if (uc_vfs_open(&file, NULL, path, UC_O_RDWR | UC_O_CREAT, 0644) == 0 ||
        uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0) == 0) {
        (void)uc_file_readv(file, &piece, 1);
        (void)uc_file_writev(file, &piece, 1);
        for (unsigned i = 0; i < 8; i++) {
            (void)uc_file_readdir(file, &walk);
        }
        (void)uc_file_sync(file, false);
        (void)uc_vfs_unlink(NULL, path, 0);
        (void)uc_file_truncate(file, 3);
        uc_file_close(file);
    }
    (void)uc_vfs_rename(NULL, path, NULL, "/m/file", 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool booted;
    const struct uc_fs_mount what = {.source = "played", .options = ""};

    if (!booted) {
        if (uc_hosted_boot("") < 0 || uc_vfs_mkdir(NULL, "/m", 0755) < 0) {
            abort();
        }
        uc_p9_transport_add(&server.transport);
        booted = true;
    }
    input = data;
    input_n = size;
    memset(server.files, 0, sizeof server.files);
    if (uc_vfs_mount("9p", "/m", &what) == 0) {
        use("/m/file");
        use("/m/link");
        use("/m");
        use("/m/dir/new");
        if (uc_vfs_umount(NULL, "/m") < 0) {
            abort();
        }
    }
    return 0;
}
