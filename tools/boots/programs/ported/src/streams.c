/* SPDX-License-Identifier: BSD-3-Clause */
/* Compressed streams of RFC 1950 and 1952, against what zlib wrote elsewhere.
 */
#include <string.h>
#include <uc/test.h>
#include <zlib.h>

enum {
    GZIP = 15 + 16,
    SIZE = 60000,
    PACKED = 80000
};

static const char greeting[] = "hello hello hello hello";
static const unsigned char stream[] = {0x78, 0xda, 0xcb, 0x48, 0xcd, 0xc9,
                                       0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01,
                                       0x68, 0x03, 0x08, 0xb1};

UC_TEST(zlib_check_values_are_those_of_the_specifications)
{
    /* Spec: RFC 1952, section 8, and the catalogue's check string. */
    UC_EXPECT_EQ(crc32(0, (const Bytef *)"123456789", 9), 0xcbf43926);
    UC_EXPECT_EQ(adler32(1, (const Bytef *)"Wikipedia", 9), 0x11e60398);
    UC_EXPECT_EQ(crc32_combine(crc32(0, (const Bytef *)"1234", 4),
                               crc32(0, (const Bytef *)"56789", 5), 5),
                 0xcbf43926);
}

UC_TEST(zlib_reads_and_writes_the_stream_that_zlib_writes)
{
    unsigned char out[64];
    uLongf bytes = sizeof out;
    UC_EXPECT_EQ(uncompress(out, &bytes, stream, sizeof stream), Z_OK);
    UC_EXPECT_EQ(bytes, sizeof greeting - 1);
    UC_EXPECT(memcmp(out, greeting, bytes) == 0);
    bytes = sizeof out;
    UC_EXPECT_EQ(
        compress2(out, &bytes, (const Bytef *)greeting, sizeof greeting - 1, 9),
        Z_OK);
    UC_EXPECT_EQ(bytes, sizeof stream);
    UC_EXPECT(memcmp(out, stream, bytes) == 0);
}

UC_TEST(zlib_refuses_streams_that_are_cut_or_damaged)
{
    unsigned char bad[sizeof stream], out[64];
    for (size_t cut = 0; cut < sizeof stream; cut++) {
        uLongf bytes = sizeof out;
        UC_EXPECT(uncompress(out, &bytes, stream, cut) != Z_OK);
    }
    for (size_t at = 0; at < sizeof stream; at++) {
        uLongf bytes = sizeof out;
        memcpy(bad, stream, sizeof bad);
        bad[at] ^= 0x55;
        UC_EXPECT(uncompress(out, &bytes, bad, sizeof bad) != Z_OK);
    }
}

static unsigned char text[SIZE], packed[PACKED], back[SIZE];

/* Lines that repeat, with a counter in them. */
static void fill(void)
{
    for (size_t i = 0; i < SIZE; i++) {
        text[i] = (unsigned char)(i % 61 == 0 ? i / 61 : 'a' + i % 61 % 26);
    }
}

static size_t pack(int level, size_t piece)
{
    z_stream z = {0};
    UC_EXPECT_EQ(
        deflateInit2(&z, level, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = packed;
    z.avail_out = PACKED;
    for (size_t done = 0; done < SIZE; done += piece) {
        const size_t left = SIZE - done;
        z.next_in = text + done;
        z.avail_in = (uInt)(left < piece ? left : piece);
        UC_EXPECT_EQ(deflate(&z, left <= piece ? Z_FINISH : Z_SYNC_FLUSH),
                     left <= piece ? Z_STREAM_END : Z_OK);
    }
    const size_t bytes = z.total_out;
    UC_EXPECT_EQ(deflateEnd(&z), Z_OK);
    return bytes;
}

UC_TEST(zlib_gzip_streams_come_back_at_each_level_in_pieces)
{
    fill();
    for (int level = 0; level <= 9; level++) {
        const size_t bytes = pack(level, 7001);
        z_stream z = {.next_in = packed, .avail_in = (uInt)bytes};
        UC_EXPECT_EQ(inflateInit2(&z, GZIP), Z_OK);
        memset(back, 0, SIZE);
        int result = Z_OK;
        for (size_t at = 0; at < SIZE && result == Z_OK; at += 4096) {
            z.next_out = back + at;
            z.avail_out = (uInt)(SIZE - at < 4096 ? SIZE - at : 4096);
            result = inflate(&z, Z_NO_FLUSH);
        }
        if (result == Z_OK) {
            result = inflate(&z, Z_FINISH);
        }
        UC_EXPECT_EQ(result, Z_STREAM_END);
        UC_EXPECT_EQ(z.total_out, SIZE);
        UC_EXPECT(memcmp(back, text, SIZE) == 0);
        UC_EXPECT_EQ(inflateEnd(&z), Z_OK);
    }
}
