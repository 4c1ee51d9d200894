/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

/* Of a suite, in order; each has one test, as lwIP adds them. */
struct check_case {
    struct check_case *next;
    SFun setup;
    SFun teardown;
    TFun function;
    const char *name;
};

struct check_suite {
    struct check_suite *next;
    const char *name;
    struct check_case *first;
    struct check_case **end;
};

struct check_runner {
    struct check_suite *first;
    struct check_suite **end;
    int failed;
};

static jmp_buf out;

static void *make(size_t bytes)
{
    void *made = calloc(1, bytes);

    if (made == NULL) {
        abort();
    }
    return made;
}

void check_fail(const char *file, int line, const char *what)
{
    printf("  %s:%d: %s\n", file, line, what);
    longjmp(out, 1);
}

Suite *suite_create(const char *name)
{
    Suite *suite = make(sizeof *suite);

    suite->name = name;
    suite->end = &suite->first;
    return suite;
}

TCase *tcase_create(const char *name)
{
    (void)name;
    return make(sizeof(TCase));
}

void suite_add_tcase(Suite *suite, TCase *tests)
{
    *suite->end = tests;
    suite->end = &tests->next;
}

void tcase_add_checked_fixture(TCase *tests, SFun setup, SFun teardown)
{
    tests->setup = setup;
    tests->teardown = teardown;
}

void _tcase_add_test(TCase *tests, TFun function, const char *name, int signal,
                     int exit_value, int start, int end)
{
    (void)signal;
    (void)exit_value;
    (void)start;
    (void)end;
    tests->function = function;
    tests->name = name;
}

SRunner *srunner_create(Suite *suite)
{
    SRunner *runner = make(sizeof *runner);

    runner->end = &runner->first;
    srunner_add_suite(runner, suite);
    return runner;
}

void srunner_add_suite(SRunner *runner, Suite *suite)
{
    *runner->end = suite;
    runner->end = &suite->next;
}

void srunner_set_xml(SRunner *runner, const char *file)
{
    (void)runner;
    (void)file;
}

void srunner_set_fork_status(SRunner *runner, enum fork_status status)
{
    (void)runner;
    (void)status;
}

/* A teardown checks as well. */
static int passes(SFun setup, TFun function, SFun teardown)
{
    volatile int passed = 1;

    if (setjmp(out) == 0) {
        if (setup != NULL) {
            setup();
        }
        function(0);
    } else {
        passed = 0;
    }
    if (setjmp(out) != 0) {
        return 0;
    }
    if (teardown != NULL) {
        teardown();
    }
    return passed;
}

void srunner_run_all(SRunner *runner, enum print_output mode)
{
    (void)mode;
    for (Suite *suite = runner->first; suite != NULL; suite = suite->next) {
        for (TCase *test = suite->first; test != NULL; test = test->next) {
            int passed = passes(test->setup, test->function, test->teardown);

            printf("%s %s/%s\n", passed ? "ok" : "not ok", suite->name,
                   test->name);
            runner->failed += !passed;
        }
    }
}

int srunner_ntests_failed(SRunner *runner)
{
    return runner->failed;
}

void srunner_free(SRunner *runner)
{
    (void)runner; /* the program ends */
}
