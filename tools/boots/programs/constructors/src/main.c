/* SPDX-License-Identifier: BSD-3-Clause */
/* What runs before main() and after it, in which order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((constructor)) static void without_priority(int argc, char **argv)
{
    printf("constructor, %d arguments, the last is %s\n", argc, argv[argc - 1]);
}

__attribute__((constructor(202))) static void second(void)
{
    puts("constructor 202");
}

__attribute__((constructor(201))) static void first(void)
{
    puts("constructor 201");
}

__attribute__((destructor(201))) static void last(void)
{
    /* Without a newline: streams are flushed after destructors. */
    printf("destructor 201");
}

__attribute__((destructor)) static void without_priority_after(void)
{
    puts("destructor");
}

static void registered_first(void)
{
    puts("atexit, registered first");
}

static void registered_last(void)
{
    puts("atexit, registered last");
}

int main(int argc, char **argv)
{
    puts("main");
    atexit(registered_first);
    atexit(registered_last);
    if (argc > 1 && strcmp(argv[1], "exit") == 0) {
        exit(3);
    }
    if (argc > 1 && strcmp(argv[1], "_Exit") == 0) {
        fflush(stdout);
        _Exit(4);
    }
    return 0;
}
