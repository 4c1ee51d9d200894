/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: an initial ramdisk that the input is, mounted by both that can. */
#include <stdlib.h>

#include <uc/hosted.h>

#include "../../tests/visit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void mount_and_visit(const char *type, const char *source)
{
    const struct uc_fs_mount what = {.source = source, .options = "size=1M"};
    const struct uc_fs_mount plain = {.source = source, .options = ""};

    if (uc_vfs_mount(type, "/m", (*source == '\0') ? &plain : &what) < 0) {
        return;
    }
    visit_all("/m", 8);
    if (uc_vfs_chdir(NULL, "/", 0) < 0 || uc_vfs_umount(NULL, "/m") < 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool booted;

    if (!booted) {
        uc_hosted_initrd_set(NULL, 0);
        if (uc_hosted_boot("") < 0 || uc_vfs_mkdir(NULL, "/m", 0755) < 0) {
            abort();
        }
        booted = true;
    }
    uc_hosted_initrd_set(data, size);
    mount_and_visit("ramfs", "initrd");
    mount_and_visit("initrd", "");
    uc_hosted_initrd_set(NULL, 0);
    return 0;
}
