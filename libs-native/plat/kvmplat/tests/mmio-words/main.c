/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "virtio_mmio.c"

struct kvmplat_boot kvmplat_boot;

volatile void *uc_pc_map_mmio(uc_paddr_t pa, size_t bytes)
{
    (void)pa;
    (void)bytes;
    return NULL;
}

void kvmplat_clock_look(void)
{
}

static const struct mmio_device *added(const char *text)
{
    devices_n = 0;
    return add_device(text) == 0 ? &devices[0] : NULL;
}

UC_TEST(reads_what_qemu_writes)
{
    const struct mmio_device *dev = added("512@0xfeb00e00:12");
    UC_REQUIRE(dev != NULL);
    UC_EXPECT_EQ(dev->bytes, 512u);
    UC_EXPECT_EQ(dev->base, 0xfeb00e00u);
    UC_EXPECT_EQ(dev->irq, 12u);
}

UC_TEST(reads_what_firecracker_writes)
{
    const struct mmio_device *dev = added("4K@0xd0001000:6:1");
    UC_REQUIRE(dev != NULL);
    UC_EXPECT_EQ(dev->bytes, 4096u);
    UC_EXPECT_EQ(dev->base, 0xd0001000u);
    UC_EXPECT_EQ(dev->irq, 6u);
}

UC_TEST(stops_at_the_next_word)
{
    const struct mmio_device *dev = added("0x200@0xFEB00C00:11 virtio");
    UC_REQUIRE(dev != NULL);
    UC_EXPECT_EQ(dev->base, 0xfeb00c00u);
    UC_EXPECT_EQ(dev->irq, 11u);
}

UC_TEST(refuses_what_is_no_device)
{
    static const char *const bad[] = {
        "",          "512",      "512@",           "512@0xfeb00e00",
        "512@0:12",  "@1:2",     "x@0xfeb00e00:1", "16@0xfeb00e00:1",
        "512@:12:1", "512 @1:2",
    };
    for (size_t i = 0; i < UC_ARRAY_SIZE(bad); i++) {
        UC_EXPECT(added(bad[i]) == NULL);
    }
}

UC_TEST(refuses_more_devices_than_it_has_room_for)
{
    devices_n = 0;
    for (unsigned i = 0; i < DEVICES_MAX; i++) {
        UC_EXPECT_EQ(add_device("512@0xfeb00e00:12"), 0);
    }
    UC_EXPECT_EQ(add_device("512@0xfeb00e00:12"), -UC_EINVAL);
}
