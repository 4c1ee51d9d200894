/* SPDX-License-Identifier: BSD-3-Clause */
/* Says what it was given, then echoes a word of the first client. */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <uc/blkdev.h>
#include <uc/initrd.h>
#include <uc/pages.h>

enum {
    PORT = 7,
};

static void say_what_is_there(void)
{
    struct uc_pages_stats stats;
    struct uc_initrd_file file;

    uc_pages_stats(&stats);
    printf("%zu KiB\n", stats.total_pages * UC_PAGE_SIZE / 1024);
    if (uc_initrd_find("greeting.txt", &file) == 0) {
        printf("%.*s", (int)file.bytes, (const char *)file.data);
    }
    for (struct uc_blkdev *disk = uc_blkdev_first(); disk != NULL;
         disk = disk->next) {
        printf("disk %u: %llu blocks%s\n", disk->index,
               (unsigned long long)uc_blkdev_blocks(disk),
               disk->features & UC_BLK_READ_ONLY ? ", read-only" : "");
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int server = socket(AF_INET, SOCK_STREAM, 0);
    char data[64];

    for (int i = 1; i < argc; i++) {
        printf("<%s>\n", argv[i]);
    }
    say_what_is_there();
    if (bind(server, (struct sockaddr *)&any, sizeof any) != 0 ||
        listen(server, 1) != 0) {
        return 1;
    }
    puts("ready");
    int client = accept(server, NULL, NULL);
    ssize_t n = recv(client, data, sizeof data, 0);
    if (n <= 0 || send(client, data, (size_t)n, 0) != n) {
        return 1;
    }
    return recv(client, data, sizeof data, 0) == 0 ? 0 : 1;
}
