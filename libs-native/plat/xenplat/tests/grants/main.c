/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "grant.c"

struct xenplat_boot xenplat_boot;
uint8_t xenplat_mode = XENPLAT_PVH_AMD;

static unsigned frames_given;

int xenplat_pvh_overlay(const volatile void *page, unsigned space,
                        unsigned index)
{
    UC_EXPECT_EQ(space, XEN_MAPSPACE_GRANT_TABLE);
    UC_EXPECT(page == (const volatile void *)&table[index * 512]);
    frames_given++;
    return 0;
}

int xenplat_pv_map_page(const volatile void *page, uint64_t mfn, uint64_t flags)
{
    (void)page, (void)mfn, (void)flags;
    return 0;
}

long xenplat_hypercall(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                       unsigned number)
{
    (void)a, (void)b, (void)c, (void)d, (void)number;
    return -1;
}

static const char *const page = (const char *)XENPLAT_BASE + 0x5123;

static void begin(void)
{
    frames_n = 0;
    first_free = UC_XEN_REF_NONE;
    frames_given = 0;
    for (unsigned i = 0; i < UC_ARRAY_SIZE(table); i++) {
        table[i] = (struct xen_grant_entry){0};
    }
}

UC_TEST(a_grant_names_domain_page_and_right)
{
    uc_xen_ref_t ref;

    begin();
    UC_REQUIRE(uc_xen_grant(7, page, true, &ref) == 0);
    UC_EXPECT(ref >= XEN_GRANTS_RESERVED);
    UC_EXPECT_EQ(table[ref].domid, 7);
    UC_EXPECT_EQ(table[ref].frame, 5);
    UC_EXPECT_EQ(table[ref].flags, XEN_GRANT_PERMIT | XEN_GRANT_READONLY);
    UC_EXPECT_EQ(uc_xen_grant_end(ref), 0);
    UC_EXPECT_EQ(table[ref].flags, 0);
}

UC_TEST(a_page_in_use_stays_granted)
{
    uc_xen_ref_t ref;

    begin();
    UC_REQUIRE(uc_xen_grant(7, page, false, &ref) == 0);
    table[ref].flags |= XEN_GRANT_READING;
    UC_EXPECT_EQ(uc_xen_grant_end(ref), -UC_EBUSY);
    UC_EXPECT_EQ(table[ref].flags, XEN_GRANT_PERMIT | XEN_GRANT_READING);
    table[ref].flags = XEN_GRANT_PERMIT | XEN_GRANT_WRITING;
    UC_EXPECT_EQ(uc_xen_grant_end(ref), -UC_EBUSY);
    table[ref].flags = XEN_GRANT_PERMIT;
    UC_EXPECT_EQ(uc_xen_grant_end(ref), 0);
}

/* Takes all; each reference once. Returns how many there are. */
static unsigned take_all(bool *seen)
{
    unsigned n = 0;
    uc_xen_ref_t ref;

    while (uc_xen_grant(1, page, false, &ref) == 0) {
        UC_EXPECT(ref < FRAMES * XEN_GRANTS_PER_FRAME && !seen[ref]);
        seen[ref] = true;
        n++;
    }
    return n;
}

UC_TEST(the_table_grows_to_its_limit_and_says_so)
{
    static bool seen[FRAMES * XEN_GRANTS_PER_FRAME];
    unsigned all = FRAMES * XEN_GRANTS_PER_FRAME - XEN_GRANTS_RESERVED;
    uc_xen_ref_t ref;

    begin();
    UC_EXPECT_EQ(take_all(seen), all);
    UC_EXPECT_EQ(frames_given, FRAMES);
    UC_EXPECT_EQ(uc_xen_grant(1, page, false, &ref), -UC_ENOSPC);
    for (unsigned i = XEN_GRANTS_RESERVED; i < UC_ARRAY_SIZE(seen); i++) {
        UC_EXPECT_EQ(uc_xen_grant_end(i), 0);
    }
    UC_EXPECT_EQ(uc_xen_grant(1, page, false, &ref), 0);
    UC_EXPECT_EQ(uc_xen_grant_end(ref), 0);
}

UC_TEST(a_resumption_frees_all_and_a_cancelled_one_none)
{
    static bool seen[FRAMES * XEN_GRANTS_PER_FRAME];
    unsigned all = FRAMES * XEN_GRANTS_PER_FRAME - XEN_GRANTS_RESERVED;
    uc_xen_ref_t ref;

    begin();
    UC_REQUIRE(uc_xen_grant(1, page, false, &ref) == 0);
    xenplat_grant_suspend();
    xenplat_grant_resume(true);
    UC_EXPECT_EQ(table[ref].flags, XEN_GRANT_PERMIT);
    xenplat_grant_suspend();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(table); i++) {
        table[i].flags = 0; /* another domain's table */
        table[i].frame = 0;
    }
    xenplat_grant_resume(false);
    UC_EXPECT_EQ(take_all(seen), all);
}
