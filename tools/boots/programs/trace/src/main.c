/* SPDX-License-Identifier: BSD-3-Clause */
/* Two threads and a few calls, for their trace. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <uc/trace.h>

static void *write_file(void *arg)
{
    int fd = open("/file", O_CREAT | O_WRONLY, 0640);

    UC_TRACE(UC_TRACE_BEGIN, "app.write", "times", 3, "", 0);
    for (int i = 0; i < 3; i++) {
        write(fd, arg, 5);
    }
    UC_TRACE(UC_TRACE_END, "app.write", "", 0, "", 0);
    close(fd);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t writer;

    pthread_create(&writer, NULL, write_file, "12345");
    pthread_join(writer, NULL);
    puts("ready");
    if (argc > 1 && strcmp(argv[1], "wait") == 0) {
        pause();
    }
    if (argc > 1 && strcmp(argv[1], "fault") == 0) {
        *(volatile char *)1 = 0;
    }
    return 0;
}
