/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#define uc_netdev_add   tested_add
#define uc_netdev_first tested_first
#include "netdev.c"

UC_TEST(devices_come_in_the_order_in_which_they_were_added)
{
    static struct uc_netdev a, b, c;

    UC_EXPECT(tested_first() == NULL);
    a.next = &c; /* whatever stood there */
    tested_add(&a);
    tested_add(&b);
    tested_add(&c);
    UC_EXPECT(tested_first() == &a);
    UC_EXPECT(a.next == &b && b.next == &c && c.next == NULL);
    UC_EXPECT_EQ(a.index, 0u);
    UC_EXPECT_EQ(b.index, 1u);
    UC_EXPECT_EQ(c.index, 2u);
}
