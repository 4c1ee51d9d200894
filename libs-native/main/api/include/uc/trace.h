/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_TRACE_H
#define UC_TRACE_H

/*
 * Contract "trace" 1.0, one provider: what happens, when, and in which thread,
 * in a ring in memory that the host reads. Nothing of a tracepoint is in an
 * image without a provider, which selects option api.trace; while tracing is
 * off, one costs a load and a branch.
 *
 * A library needs no provider to have tracepoints.
 */
#include <uc/compiler.h>
#include <uc/types.h>

enum uc_trace_phase {
    UC_TRACE_INSTANT = 'i',
    /* A span of the thread; spans of a thread are nested. */
    UC_TRACE_BEGIN = 'B',
    UC_TRACE_END = 'E',
};

/* Read by the host out of the image's file: no pointers. */
struct uc_trace_point {
    char name[40];    /* "net.send" */
    char args[2][23]; /* names of the numbers with it; "": there is none */
    char phase;
    char zero;
};

extern bool uc_trace_on __attribute__((visibility("hidden")));

/* Context: any, interrupts too. (point) is in the image. */
void uc_trace_record(const struct uc_trace_point *point, uint64_t first,
                     uint64_t second);

/* Says how a thread is called from here on; (name) is copied and cut.
 * Context: thread. */
void uc_trace_thread_name(const void *thread, const char *name);

/* Texts are literals; all are evaluated only while tracing is on. */
#define UC_TRACE(phase_, name_, first_name, first, second_name, second)        \
    do {                                                                       \
        if (UC_CONFIG_API_TRACE && UC_UNLIKELY(uc_trace_on)) {                 \
            static const struct uc_trace_point uc_trace_point_ = {             \
                .name = name_,                                                 \
                .args = {first_name, second_name},                             \
                .phase = (phase_),                                             \
            };                                                                 \
            uc_trace_record(&uc_trace_point_, (uint64_t)(first),               \
                            (uint64_t)(second));                               \
        }                                                                      \
    } while (0)

#define UC_TRACE_THREAD_NAME(thread, name)                                     \
    do {                                                                       \
        if (UC_CONFIG_API_TRACE) {                                             \
            uc_trace_thread_name(thread, name);                                \
        }                                                                      \
    } while (0)

#endif /* UC_TRACE_H */
