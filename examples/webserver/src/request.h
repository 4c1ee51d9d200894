/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    REQUEST_BYTES_MAX = 8192, /* request line and header fields together */
    REQUEST_TARGET_MAX = 1024,
};

enum request_method {
    REQUEST_GET,
    REQUEST_HEAD,
    REQUEST_OTHER,
};

/* A piece of the request's bytes, not ended by a zero. */
struct span {
    const char *at;
    size_t len;
};

struct request {
    enum request_method method;
    struct span target; /* as sent, with the query */
    bool keep_alive;
    bool has_body;
    struct span if_none_match; /* len 0 where absent, as those below */
    struct span if_range;
    bool has_range; /* one range of bytes, as below */
    uint64_t range_first;
    uint64_t range_last;  /* UINT64_MAX: to the end */
    bool range_is_suffix; /* the last (range_last) bytes */
};

/*
 * Reads one request from the (len) bytes at (bytes).
 *
 * Returns how many bytes its head takes, 0 where it is not whole yet, or the
 * negative HTTP status that answers it: -400, -414, -431, -501, -505. Pure.
 *
 * Spec: RFC 9112, sections 2 to 7; RFC 9110, sections 13 and 14.
 */
long request_parse(const char *bytes, size_t len, struct request *out);

/*
 * Turns the path of (target) into a file name in (out), at most (size) bytes
 * with its zero: percent codes decoded, the query left out, "index.html" added
 * behind a slash, no leading slash.
 *
 * Returns its length, or -1 where it names nothing that could exist (a ".."
 * segment, a zero byte, a bad code, too long). Pure.
 */
long request_file_name(struct span target, char *out, size_t size);

#endif /* REQUEST_H */
