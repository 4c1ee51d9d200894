/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

/* Not part of what the library shows. */
#define ramfs_hash hash_under_test
#include "../../src/hash.c"

UC_TEST(gives_the_vectors_of_halfsiphash_1_3)
{
    /* Spec: Linux, lib/siphash_kunit.c, test_vectors_hsiphash of 32 bits: key
     * 00 01 ... 07, inputs of no byte, of 00, of 00 01, ... */
    static const uint32_t want[] = {
        0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939, 0x7e059ea6, 0x88e3d89b,
        0xa0080b65, 0x9d38d9d6, 0x577999b1, 0xc839caed, 0xe4fa32cf};
    const uint32_t key[2] = {0x03020100, 0x07060504};
    char input[UC_ARRAY_SIZE(want)];

    for (unsigned i = 0; i < UC_ARRAY_SIZE(want); i++) {
        UC_EXPECT_EQ(hash_under_test(key, input, i), want[i]);
        input[i] = (char)i;
    }
}
