/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Echoes on TCP port 7 beside one thread that sleeps for an hour, and, from the
 * word "tick" on, one that sleeps a millisecond at a time: a device that wakes
 * the image neither needs timers nor gets in their way. At the word "bye" it
 * ends right after its answer.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <uc/plat.h>
#include <uc/sched.h>

enum {
    PORT = 7,
    TICKS = 100,
};

static void sleep_an_hour(void *arg)
{
    (void)arg;
    uc_sleep_until(uc_plat_clock_monotonic() + 3600 * UC_NSEC_PER_S);
    puts("an hour has passed");
}

static void tick(void *arg)
{
    unsigned early = 0;

    (void)arg;
    for (unsigned i = 0; i < TICKS; i++) {
        uc_nsec_t deadline = uc_plat_clock_monotonic() + UC_NSEC_PER_MS;
        uc_sleep_until(deadline);
        early += uc_plat_clock_monotonic() < deadline;
    }
    printf("ticked %d times, %u too early\n", TICKS, early);
}

/* Returns how many bytes went back until the other side closed. */
static unsigned long echo(int client)
{
    char data[512];
    ssize_t n;
    unsigned long bytes = 0;

    while ((n = recv(client, data, sizeof data, 0)) > 0) {
        if (n >= 4 && memcmp(data, "tick", 4) == 0 &&
            uc_thread_create(NULL, NULL, tick, NULL) != 0) {
            return 0;
        }
        if (send(client, data, (size_t)n, 0) != n) {
            return 0;
        }
        if (n >= 3 && memcmp(data, "bye", 3) == 0) {
            exit(0);
        }
        bytes += (unsigned long)n;
    }
    return bytes;
}

int main(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int server = socket(AF_INET, SOCK_STREAM, 0);
    int client;

    if (uc_thread_create(NULL, NULL, sleep_an_hour, NULL) != 0 ||
        bind(server, (struct sockaddr *)&any, sizeof any) != 0 ||
        listen(server, 4) != 0) {
        return 1;
    }
    puts("ready");
    while ((client = accept(server, NULL, NULL)) >= 0) {
        printf("echoed %lu bytes\n", echo(client));
        (void)close(client);
    }
    return 1;
}
