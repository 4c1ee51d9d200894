/* SPDX-License-Identifier: BSD-3-Clause */
/* Does the one thing that its first argument names; the suite looks at it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <uc/entropy.h>
#include <uc/pages.h>
#include <uc/plat.h>

#ifdef UC_CONFIG_PLATFORM_LINUXU
#include <uc/linux/syscall.h>
#endif

static int call_exit(int argc, char **argv)
{
    exit(argc > 2 ? atoi(argv[2]) : 2);
}

static int call_exit_at_once(int argc, char **argv)
{
    _exit(argc > 2 ? atoi(argv[2]) : 2);
}

static int return_status(int argc, char **argv)
{
    return argc > 2 ? atoi(argv[2]) : 2;
}

static int print_arguments(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        printf("<%s>\n", argv[i]);
    }
    return argv[argc] != NULL;
}

static int wait_for_ever(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("ready");
    while (sleep(3600) == 0) {
    }
    return 1;
}

static int loop_for_ever(int argc, char **argv)
{
    static volatile int stop;

    (void)argc;
    (void)argv;
    puts("ready");
    while (!stop) {
    }
    return 1;
}

/* A clock that goes back, or a sleep that is too short, is the status. */
static int read_clocks(int argc, char **argv)
{
    static const long spans_us[] = {0, 1, 100, 999, 1000, 5000, 20000};
    uc_nsec_t last = uc_plat_clock_monotonic();

    (void)argc;
    (void)argv;
    for (unsigned i = 0; i < 200000; i++) {
        uc_nsec_t now = uc_plat_clock_monotonic();
        if (now < last) {
            printf("%llu after %llu\n", (unsigned long long)now,
                   (unsigned long long)last);
            return 1;
        }
        last = now;
    }
    for (size_t i = 0; i < sizeof spans_us / sizeof *spans_us; i++) {
        const struct timespec span = {0, spans_us[i] * 1000};
        uc_nsec_t start = uc_plat_clock_monotonic();
        if (nanosleep(&span, NULL) != 0) {
            return 2;
        }
        uc_nsec_t slept = uc_plat_clock_monotonic() - start;
        if (slept < (uc_nsec_t)span.tv_nsec) {
            printf("slept %llu ns of %ld\n", (unsigned long long)slept,
                   span.tv_nsec);
            return 1;
        }
    }
    printf("wall %lld\n", (long long)time(NULL));
    sleep(1);
    return 0;
}

/* Says each line again, up to one that says "end". */
static int repeat_lines(int argc, char **argv)
{
    char line[256];

    (void)argc;
    (void)argv;
    puts("ready");
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strcmp(line, "end") == 0) {
            return 0;
        }
        printf("<%s>\n", line);
    }
    return 1;
}

/* Counts what comes until the input ends; it stays ended. */
static int read_to_end(int argc, char **argv)
{
    char line[16];
    int count = 0;

    (void)argc;
    (void)argv;
    while (getchar() != EOF) {
        count++;
    }
    printf("%d bytes, then the end\n", count);
    if (!feof(stdin) || ferror(stdin)) {
        return 1;
    }
    clearerr(stdin);
    if (fgets(line, sizeof line, stdin) != NULL || !feof(stdin)) {
        return 1;
    }
    return read(0, line, sizeof line) != 0;
}

static int print_entropy(int argc, char **argv)
{
    uint8_t bytes[32];

    (void)argc;
    (void)argv;
    if (uc_entropy_get(bytes, sizeof bytes) != 0) {
        return 1;
    }
    printf("entropy ");
    for (size_t i = 0; i < sizeof bytes; i++) {
        printf("%02x", bytes[i]);
    }
    printf("\n");
    return 0;
}

/* Takes all pages, writes to each, and gives them back. */
static int use_all_pages(int argc, char **argv)
{
    struct uc_pages_stats stats;
    size_t taken = 0;
    void *first = NULL;
    void *page;

    (void)argc;
    (void)argv;
    uc_pages_stats(&stats);
    printf("total %zu pages\n", stats.total_pages);
    while ((page = uc_pages_alloc(1)) != NULL) {
        memset(page, 0x5a, UC_PAGE_SIZE);
        *(void **)page = first;
        first = page;
        taken++;
    }
    printf("took %zu pages\n", taken);
    while (first != NULL) {
        page = first;
        first = *(void **)page;
        if (((uint8_t *)page)[UC_PAGE_SIZE - 1] != 0x5a) {
            printf("page %p has changed\n", page);
            return 1;
        }
        uc_pages_free(page, 1);
    }
    return 0;
}

static int execute_heap(int argc, char **argv)
{
    unsigned char *code = malloc(16);

    (void)argc;
    (void)argv;
    if (code == NULL) {
        return 2;
    }
    *code = 0xc3; /* ret */
    void (*volatile call)(void) = (void (*)(void))(uintptr_t)code;
    call();
    puts("survived");
    return 0;
}

static int execute_stack(int argc, char **argv)
{
    volatile unsigned char code[16] = {0xc3};

    (void)argc;
    (void)argv;
    void (*volatile call)(void) = (void (*)(void))(uintptr_t)code;
    call();
    puts("survived");
    return code[1];
}

#ifdef UC_CONFIG_PLATFORM_LINUXU
static int open_file(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("survived with %d\n", uc_linux_open("/dev/null", UC_LINUX_O_RDONLY));
    return 0;
}

/* The call is allowed, but not with PROT_EXEC. */
static int make_executable(int argc, char **argv)
{
    void *page = uc_pages_alloc(1);
    const long read_execute = 1 | 4;
    const long args[6] = {(long)page, (long)UC_PAGE_SIZE, read_execute};

    (void)argc;
    (void)argv;
    printf("survived with %ld\n", uc_linux_call(UC_LINUX_MPROTECT, args));
    return 0;
}
#endif

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } commands[] = {
        {"exit", call_exit},
        {"_exit", call_exit_at_once},
        {"return", return_status},
        {"arguments", print_arguments},
        {"wait", wait_for_ever},
        {"loop", loop_for_ever},
        {"clocks", read_clocks},
        {"lines", repeat_lines},
        {"to-end", read_to_end},
        {"entropy", print_entropy},
        {"pages", use_all_pages},
        {"execute-heap", execute_heap},
        {"execute-stack", execute_stack},
#ifdef UC_CONFIG_PLATFORM_LINUXU
        {"open-file", open_file},
        {"make-executable", make_executable},
#endif
    };

    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands;
         i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc, argv);
        }
    }
    puts("usage: system COMMAND");
    return 2;
}
