/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that makes a few calls, for its trace. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    char bytes[8];
    int fd = open("/file", O_CREAT | O_RDWR | O_CLOEXEC, 0640);

    write(fd, "a \"line\"\n", 9);
    lseek(fd, 2, SEEK_SET);
    read(fd, bytes, sizeof bytes);
    close(fd);
    open("/nowhere", O_RDONLY);
    puts("done");
    return 0;
}
