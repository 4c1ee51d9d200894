/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

enum {
    ANSWER_HEAD_MAX = 512
};

/* What goes back for one request. */
struct answer {
    char head[ANSWER_HEAD_MAX]; /* status line and fields */
    size_t head_len;
    const char *body; /* stays as it is for ever, unless (body_owned) */
    size_t body_len;
    char *body_owned; /* for free(), once it is sent */
    bool close;       /* the connection ends behind it */
};

/* For GET and HEAD of files and of /status, and for methods that are neither.
 */
void answer_request(const struct request *request, struct answer *out);

/* For a request that could not be read; (status) is positive. Closes. */
void answer_error(int status, struct answer *out);

/* Spec: RFC 9110, section 6.6.1: the time of day in each answer. */
void answer_set_time(uint64_t seconds);

#endif /* ANSWER_H */
