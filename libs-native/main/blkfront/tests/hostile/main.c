/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/wait.h>
#include <unistd.h>

#include <uc/test.h>

#include "../misbehave.h"

/* A program of its own for each seed: a disk that is gone stays gone. */
static int run(uint32_t seed)
{
    uint8_t data[240];

    for (unsigned i = 0; i < sizeof data; i++) {
        seed = seed * 1664525u + 1013904223u;
        data[i] = (uint8_t)(seed >> 24);
    }
    (void)misbehave(data, sizeof data);
    return 0;
}

UC_TEST(leaves_memory_alone_whatever_the_other_end_does)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        int status = -1;
        pid_t child = fork();
        if (child == 0) {
            _exit(run(seed));
        }
        UC_REQUIRE(child > 0 && waitpid(child, &status, 0) == child);
        UC_EXPECT_EQ(status, 0);
    }
}
