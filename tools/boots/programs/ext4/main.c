/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files on a disk that keep what was fsynced: "write" makes generations until
 * the power goes, "check" looks what is there.
 *
 * A generation is a new file that takes the name of the one before, and a
 * record at the end of a log; both are fsynced before it is told as safe.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BYTES = 20000,
    RECORD = 100,
};

static char data[BYTES];
static char found[BYTES];

static void fill(char *to, int bytes, int generation)
{
    for (int i = 0; i < bytes; i++) {
        to[i] = (char)(generation * 7 + i);
    }
    memcpy(to, &generation, sizeof generation);
}

static void need(int condition, const char *what)
{
    if (!condition) {
        printf("failed: %s\n", what);
        exit(1);
    }
}

static void sync_folder(void)
{
    int fd = open("/", O_RDONLY | O_DIRECTORY);

    need(fd >= 0 && fsync(fd) == 0 && close(fd) == 0, "fsync /");
}

/* Returns the generation of /state, which is whole; 0: there is none yet. */
static int check_state(void)
{
    int generation = 0;
    int fd = open("/state", O_RDONLY);

    if (fd < 0) {
        return 0;
    }
    need(read(fd, found, BYTES) == BYTES, "/state has its size");
    memcpy(&generation, found, sizeof generation);
    fill(data, BYTES, generation);
    need(memcmp(data, found, BYTES) == 0, "/state is whole");
    need(close(fd) == 0, "close");
    return generation;
}

/* Returns how many whole records /log has. */
static int check_log(void)
{
    int fd = open("/log", O_RDONLY);
    int records = 0;

    if (fd < 0) {
        return 0;
    }
    while (read(fd, found, RECORD) == RECORD) {
        fill(data, RECORD, records + 1);
        need(memcmp(data, found, RECORD) == 0, "/log is whole");
        records++;
    }
    need(close(fd) == 0, "close");
    return records;
}

static void write_generation(int generation)
{
    int fd = open("/state.new", O_CREAT | O_TRUNC | O_WRONLY, 0644);

    fill(data, BYTES, generation);
    need(fd >= 0 && write(fd, data, BYTES) == BYTES, "write /state.new");
    need(fsync(fd) == 0 && close(fd) == 0, "fsync /state.new");
    need(rename("/state.new", "/state") == 0, "rename");
    sync_folder();

    fd = open("/log", O_CREAT | O_WRONLY, 0644);
    fill(data, RECORD, generation);
    need(fd >= 0 && lseek(fd, (off_t)(generation - 1) * RECORD, SEEK_SET) >= 0,
         "open /log");
    need(write(fd, data, RECORD) == RECORD && fdatasync(fd) == 0 &&
             close(fd) == 0,
         "write /log");
}

int main(int argc, char **argv)
{
    int generation = check_state();
    int records = check_log();

    need(records == generation || records + 1 == generation,
         "/log and /state agree");
    printf("generation %d is whole\n", records);
    if (argc < 2 || strcmp(argv[1], "write") != 0) {
        return 0;
    }
    int last = argc > 2 ? records + atoi(argv[2]) : 1000000;
    printf("ready\n");
    for (generation = records + 1; generation <= last; generation++) {
        write_generation(generation);
        printf("generation %d is safe\n", generation);
    }
    return 0;
}
