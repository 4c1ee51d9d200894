/* SPDX-License-Identifier: BSD-3-Clause */
/* The suite of contract "fs" on a disk, which e2fsck finds clean each time that
 * it is mounted again. */
#include "../image.h"

#include <uc/hosted.h>
#include <uc/vfs.h>

static struct uc_blkdev *suite_disk;

static int suite_mount(void)
{
    const struct uc_fs_mount what = {
        .disk = suite_disk, .source = "", .options = ""};

    return uc_vfs_mount("ext4", "/disk", &what);
}

static int suite_remount(void)
{
    int err = uc_vfs_umount(NULL, "/disk");

    if (err == 0 && !image_is_clean(suite_disk)) {
        err = -UC_EIO;
    }
    return err < 0 ? err : suite_mount();
}

#define UC_SUITE_FS_PATH      "/disk"
#define UC_SUITE_FS_REMOUNT() suite_remount()
#include <uc/suites/fs.h>

UC_HOSTED_BOOT("");

/* Tests run in the order of their names. */
UC_TEST(aa_a_disk_is_made_and_mounted)
{
    UC_REQUIRE(image_has_tools());
    suite_disk = image_make(24, UC_BLK_CACHE, "-t ext4 -b 4096 -J size=4");
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/disk", 0755), 0);
    UC_EXPECT_EQ(suite_mount(), 0);
}

UC_TEST(zz_the_disk_is_clean_at_the_end)
{
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/disk"), 0);
    UC_EXPECT(image_is_clean(suite_disk));
}
