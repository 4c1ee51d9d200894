/* SPDX-License-Identifier: BSD-3-Clause */
/* Listeners where descriptors or memory run out. */
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>

#include "ends.h"

UC_TEST(keeps_connections_waiting_where_numbers_run_out)
{
    const struct addr addr = local(1109);
    int listener = listen_on(1109, NONBLOCK);
    int client = open_socket(STREAM);
    long number;

    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), 0);
    UC_EXPECT(becomes(listener, IN));
    int last = client;
    while ((number = uc_sys_dup(listener)) >= 0) {
        last = (int)number;
    }
    UC_EXPECT_EQ(number, -UC_EMFILE);
    UC_EXPECT_EQ(uc_sys_accept4(listener, NULL, NULL, 0), -UC_EMFILE);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, STREAM, 0), -UC_EMFILE);
    while (last > client) {
        UC_EXPECT_EQ(uc_sys_close(last--), 0);
    }
    number = uc_sys_accept4(listener, NULL, NULL, 0);
    UC_EXPECT_GE(number, 3);
    UC_EXPECT_EQ(uc_sys_write(client, "alive", 5), 5);
    UC_EXPECT_EQ(receive((int)number, 5, WAITALL), 5);
    close_all((struct ends){client, (int)number}, listener);
}

UC_TEST(keeps_connections_waiting_where_memory_ends)
{
    const struct addr addr = local(1111);
    int listener = listen_on(1111, NONBLOCK);
    int client = open_socket(STREAM);
    struct uc_malloc_stats stats;

    UC_EXPECT_EQ(uc_sys_connect(client, &addr, sizeof addr), 0);
    UC_EXPECT(becomes(listener, IN));
    uc_malloc_stats(&stats);
    uc_hosted_malloc_limit(stats.used_bytes);
    UC_EXPECT_EQ(uc_sys_socket(AF_INET, STREAM, 0), -UC_ENOMEM);
    UC_EXPECT_EQ(uc_sys_accept4(listener, NULL, NULL, 0), -UC_ENOMEM);
    uc_hosted_malloc_limit(SIZE_MAX);
    long server = uc_sys_accept4(listener, NULL, NULL, 0);
    UC_EXPECT_EQ(uc_sys_write(client, "alive", 5), 5);
    UC_EXPECT_EQ(receive((int)server, 5, WAITALL), 5);
    close_all((struct ends){client, (int)server}, listener);
}
