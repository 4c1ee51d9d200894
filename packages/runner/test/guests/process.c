/* SPDX-License-Identifier: BSD-3-Clause */
/* Stands for an image of platform linuxu: does what its first argument after
 * "--" says. */
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int open_tap(const char *name)
{
    struct ifreq ifr = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR);

    snprintf(ifr.ifr_name, sizeof ifr.ifr_name, "%s", name);
    if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr) < 0) {
        perror(name);
        exit(3);
    }
    return fd;
}

/* What usernet gives has a header of virtio before each frame. */
static int header_bytes;

static void swap(unsigned char *a, unsigned char *b, size_t len)
{
    unsigned char keep[16];

    memcpy(keep, a, len);
    memcpy(a, b, len);
    memcpy(b, keep, len);
}

static unsigned char self[4] = {10, 0, 2, 15};

/* Answers ARP for its address and sends each UDP datagram back; swapping keeps
 * the checksums right. */
static void echo_udp(int tap)
{
    static const unsigned char mac[6] = {2, 0, 0, 0, 0, 1};
    unsigned char room[2048];
    unsigned char *frame = room + header_bytes;

    for (;;) {
        ssize_t len = read(tap, room, sizeof room) - header_bytes;
        if (len < 42) {
            continue;
        }
        if (frame[12] == 8 && frame[13] == 6 &&
            memcmp(frame + 38, self, 4) == 0) {
            memcpy(frame, frame + 6, 6);
            memcpy(frame + 6, mac, 6);
            frame[21] = 2;
            swap(frame + 22, frame + 32, 10);
            memcpy(frame + 22, mac, 6);
        } else if (frame[12] == 8 && frame[13] == 0 && frame[23] == 17) {
            swap(frame, frame + 6, 6);
            swap(frame + 26, frame + 30, 4);
            swap(frame + 34, frame + 36, 2);
        } else {
            continue;
        }
        if (write(tap, room, (size_t)(header_bytes + len)) !=
            header_bytes + len) {
            exit(4);
        }
    }
}

int main(int argc, char **argv)
{
    const char *tap = NULL;
    int packet = -1;
    int first = 1;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (; first < argc && strcmp(argv[first], "--") != 0; first++) {
        printf("parameter %s\n", argv[first]);
        if (strncmp(argv[first], "tap.name=", 9) == 0) {
            tap = argv[first] + 9;
        }
        if (strncmp(argv[first], "net.addr=", 9) == 0) {
            sscanf(argv[first] + 9, "%hhu.%hhu.%hhu.%hhu", self, self + 1,
                   self + 2, self + 3);
        }
        if (strncmp(argv[first], "tap.fd=", 7) == 0) {
            packet = atoi(argv[first] + 7);
            header_bytes = 10;
        }
    }
    for (int i = first + 1; i < argc; i++) {
        printf("argument %s\n", argv[i]);
    }
    const char *what = first + 1 < argc ? argv[first + 1] : "exit";
    if (strcmp(what, "exit") == 0) {
        return first + 2 < argc ? atoi(argv[first + 2]) : 0;
    }
    if (strcmp(what, "crash") == 0) {
        abort();
    }
    if (strcmp(what, "echo") == 0 && (tap != NULL || packet >= 0)) {
        int fd = packet >= 0 ? packet : open_tap(tap);
        puts("ready");
        echo_udp(fd);
    }
    puts("ready");
    pause();
    return 0;
}
