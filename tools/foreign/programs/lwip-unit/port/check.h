/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CHECK_H
#define CHECK_H

/*
 * What lwIP's unit tests use of Check 0.12, without the process for each test:
 * a test that fails is left by longjmp, and its teardown runs.
 */
#include <stddef.h>

#define CHECK_MAJOR_VERSION 0
#define CHECK_MINOR_VERSION 12

typedef void (*TFun)(int);
typedef void (*SFun)(void);
typedef struct check_case TCase;
typedef struct check_suite Suite;
typedef struct check_runner SRunner;

enum fork_status {
    CK_FORK,
    CK_NOFORK,
};
enum print_output {
    CK_NORMAL,
};

void check_fail(const char *file, int line, const char *what)
    __attribute__((noreturn));

#define START_TEST(name)                                                       \
    static void name(int _i)                                                   \
    {                                                                          \
        (void)_i;
#define END_TEST }

/* Both are called with and without a message. */
#define fail_unless(condition, ...)                                            \
    ((condition) ? (void)0 : check_fail(__FILE__, __LINE__, "not: " #condition))
#define fail_if(condition, ...)                                                \
    ((condition) ? check_fail(__FILE__, __LINE__, #condition) : (void)0)
#define fail(...) check_fail(__FILE__, __LINE__, "fail")

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void suite_add_tcase(Suite *suite, TCase *tests);
void tcase_add_checked_fixture(TCase *tests, SFun setup, SFun teardown);
void _tcase_add_test(TCase *tests, TFun function, const char *name, int signal,
                     int exit_value, int start, int end);

SRunner *srunner_create(Suite *suite);
void srunner_add_suite(SRunner *runner, Suite *suite);
void srunner_set_xml(SRunner *runner, const char *file);
void srunner_set_fork_status(SRunner *runner, enum fork_status status);
void srunner_run_all(SRunner *runner, enum print_output mode);
int srunner_ntests_failed(SRunner *runner);
void srunner_free(SRunner *runner);

#endif /* CHECK_H */
