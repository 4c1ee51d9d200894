/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <uc/hosted.h>
#include <uc/hosted_xen.h>
#include <uc/sched.h>
#include <uc/test.h>
#include <uc/work.h>

static unsigned ended;

/* As the end of file systems does, it waits. */
void uc_hook_exit(void);

void uc_hook_exit(void)
{
    uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
    ended++;
}

static void tell(void)
{
    _exit(ended * 100 + (unsigned)uc_hosted_xen_shutdown_reason());
}

static void ask(const char *what)
{
    uc_hosted_store_write("control/shutdown", what);
    for (unsigned i = 0; i < 20; i++) {
        uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_MS);
    }
}

/* The image's main() goes on meanwhile; asked twice, it ends once. */
static int end_of(const char *what)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        uc_hosted_clock_simulate();
        uc_hosted_store_reset();
        if (uc_hosted_boot("") != 0) {
            _exit(1);
        }
        (void)atexit(tell);
        ask(what);
        ask(what);
        for (;;) {
            uc_sleep_until(uc_plat_clock_monotonic() + UC_NSEC_PER_S);
        }
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

UC_TEST(ends_in_order_and_by_the_reason_that_is_asked_for)
{
    UC_EXPECT_EQ(end_of("poweroff"), 100 + UC_XEN_POWEROFF);
    UC_EXPECT_EQ(end_of("halt"), 100 + UC_XEN_POWEROFF);
    UC_EXPECT_EQ(end_of("reboot"), 100 + UC_XEN_REBOOT);
}
