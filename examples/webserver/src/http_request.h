/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

/*
 * Reads the head of an HTTP/1 request where it lies; copies and allocates
 * nothing. Spec: RFC 9110, RFC 9112.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HTTP_HEAD_MAX = 8192,   /* bytes of request line and fields */
    HTTP_TARGET_MAX = 2048, /* bytes of the request target */
    HTTP_FIELDS_MAX = 64,
};

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_OTHER, /* a method that exists, but not here */
};

struct http_text {
    const char *at;
    size_t len;
};

/* Range: bytes=first-last, or the last (suffix) bytes. */
struct http_range {
    bool present;
    bool suffix;
    bool open; /* no last */
    uint64_t first;
    uint64_t last;
};

struct http_request {
    enum http_method method;
    bool minor_1; /* HTTP/1.1, not 1.0 */
    bool keep_alive;
    bool chunked; /* the body's length is not known ahead */
    bool expects_continue;
    uint64_t content_length; /* 0 where there is no body */
    struct http_text path;   /* still percent-encoded, without the query */
    struct http_text if_none_match;
    struct http_text if_range;
    struct http_range range;
};

/*
 * Reads a request from the (len) bytes at (data). Returns how many bytes its
 * head takes, 0 where it is not complete yet, or the negative status of the
 * answer that it deserves: -400, -414, -431, -501, -505.
 */
int http_request_read(struct http_request *request, const char *data,
                      size_t len);

/*
 * Decodes (path), resolves "." and "..", and writes it without its leading
 * slash to (out), which has (size) bytes, ended by NUL. Returns its length, or
 * -1 where it is malformed, leads out of the root or does not fit.
 */
int http_path_decode(struct http_text path, char *out, size_t size);

/* Whether (list), the value of If-None-Match, names entity tag (etag). */
bool http_etag_listed(struct http_text list, struct http_text etag);

#endif /* HTTP_REQUEST_H */
