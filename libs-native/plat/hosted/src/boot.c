/* SPDX-License-Identifier: BSD-3-Clause */
/* Contract "boot" for a program that the host has already started. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/arch.h>
#include <uc/assert.h>
#include <uc/boot.h>
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/netdev.h>
#include <uc/param.h>

#include "internal.h"

UC_SET_DECLARE(console, struct uc_console);
UC_SET_DECLARE(init, struct uc_init_step);
UC_SET_DECLARE(param, struct uc_param);

void hosted_misuse(const char *fmt, ...)
{
    va_list args;

    (void)fflush(stdout);
    (void)fputs("# hosted: ", stderr);
    va_start(args, fmt);
    (void)vfprintf(stderr, fmt, args);
    va_end(args);
    (void)fputc('\n', stderr);
    abort();
}

static struct {
    bool armed;
    char text[256];
    jmp_buf back;
} catcher;

bool uc_hosted_panics(void (*fn)(void *arg), void *arg, char *text,
                      size_t text_bytes)
{
    if (catcher.armed) {
        hosted_misuse("uc_hosted_panics does not nest");
    }
    catcher.armed = true;
    bool ended = setjmp(catcher.back) != 0;
    if (!ended) {
        fn(arg);
    }
    catcher.armed = false;
    if (ended && text != NULL && text_bytes > 0) {
        (void)snprintf(text, text_bytes, "%s", catcher.text);
    }
    return ended;
}

static void leave_if_caught(const char *text)
{
    if (catcher.armed) {
        (void)snprintf(catcher.text, sizeof catcher.text, "%s", text);
        longjmp(catcher.back, 1);
    }
}

void uc_panic(const char *fmt, ...)
{
    char text[256];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    leave_if_caught(text);
    (void)fflush(stdout);
    (void)fprintf(stderr, "# panic: %s\n", text);
    abort(); /* a sanitizer or gdb shows where */
}

void uc_assert_fail(const char *text, const char *file, int line)
{
    uc_panic("%s:%d: assertion \"%s\" failed", file == NULL ? "?" : file, line,
             text == NULL ? "?" : text);
}

void uc_panic_trap(const char *what, uintptr_t fault_address,
                   const struct uc_trap_frame *frame)
{
    uc_panic("%s at %#zx, address %#zx", what, (size_t)uc_trap_pc(frame),
             (size_t)fault_address);
}

void uc_plat_crash(void)
{
    leave_if_caught("uc_plat_crash");
    (void)fflush(stdout);
    abort();
}

void uc_plat_exit(int status)
{
    leave_if_caught("uc_plat_exit");
    exit(status);
}

extern void uc_hook_exit(void) UC_WEAK;

void uc_exit(int status)
{
    if (uc_hook_exit != NULL) {
        uc_hook_exit();
    }
    uc_plat_exit(status);
}

/* A test program calls its own main; nothing of the platform boots it. */
void uc_boot(void)
{
    hosted_misuse("uc_boot is called by platforms; use uc_hosted_boot");
}

void uc_console_write(const char *buf, size_t len)
{
    if (len == 0) {
        return;
    }
    UC_SET_FOREACH(console, struct uc_console, console)
    {
        console->write(buf, len);
    }
}

void uc_console_print(const char *text)
{
    uc_console_write(text, strlen(text));
}

size_t uc_console_read(char *buf, size_t len)
{
    size_t nothing = UC_CONSOLE_END;

    if (len == 0) {
        return 0;
    }
    UC_SET_FOREACH(console, struct uc_console, console)
    {
        size_t n =
            console->read == NULL ? UC_CONSOLE_END : console->read(buf, len);
        if (n == 0) {
            nothing = 0;
        } else if (n != UC_CONSOLE_END) {
            return n;
        }
    }
    return nothing;
}

static struct {
    struct uc_netdev *first;
    struct uc_netdev **last;
    unsigned count;
} netdevs = {.last = &netdevs.first};

void uc_netdev_add(struct uc_netdev *dev)
{
    dev->index = netdevs.count++;
    dev->next = NULL;
    *netdevs.last = dev;
    netdevs.last = &dev->next;
}

struct uc_netdev *uc_netdev_first(void)
{
    return netdevs.first;
}

/* (word) is `name=value` or `name`; words of other libraries are ignored. */
static int apply(const char *word)
{
    size_t name_bytes = strcspn(word, "=");

    UC_SET_FOREACH(param, struct uc_param, param)
    {
        if (strncmp(param->name, word, name_bytes) != 0 ||
            param->name[name_bytes] != '\0') {
            continue;
        }
        const char *value =
            word[name_bytes] == '=' ? word + name_bytes + 1 : "";
        int err = param->set(value);
        if (err < 0) {
            (void)fprintf(stderr, "# hosted: parameter %s: error %d\n", word,
                          err);
            return err;
        }
    }
    return 0;
}

int uc_hosted_boot(const char *line)
{
    static bool booted;

    if (booted) {
        hosted_misuse("uc_hosted_boot is called once");
    }
    booted = true;
    hosted_command_line_set(line);
    /* Lives for ever: set() may keep what it is given. */
    static char words[4096];
    char *rest = NULL;
    if (strlen(line) >= sizeof words) {
        hosted_misuse("a command line of at most %zu bytes", sizeof words - 1);
    }
    (void)strcpy(words, line);
    for (char *word = strtok_r(words, " ", &rest);
         word != NULL && strcmp(word, "--") != 0;
         word = strtok_r(NULL, " ", &rest)) {
        int err = apply(word);
        if (err < 0) {
            return err;
        }
    }
    UC_SET_FOREACH(init, struct uc_init_step, step)
    {
        int err = step->run();
        if (err < 0) {
            (void)fprintf(stderr, "# hosted: init step %s: error %d\n",
                          step->name, err);
            return err;
        }
    }
    return 0;
}
