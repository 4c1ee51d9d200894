/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "site.h"
#include "status.h"

static char common[80]; /* Server and Date, the same within a second */
static size_t common_len;
static uint64_t common_second = UINT64_MAX;

void answer_set_time(uint64_t seconds)
{
    if (seconds == common_second) {
        return;
    }
    time_t now = (time_t)seconds;
    struct tm tm;
    char date[40];

    common_second = seconds;
    gmtime_r(&now, &tm);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    common_len = (size_t)snprintf(common, sizeof common,
                                  "Server: unicore\r\nDate: %s\r\n", date);
}

static void put(struct answer *out, const char *text, size_t len)
{
    memcpy(out->head + out->head_len, text, len);
    out->head_len += len;
}

static void put_text(struct answer *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_number(struct answer *out, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    put(out, digits + at, sizeof digits - at);
}

static const char *status_line(int status)
{
    switch (status) {
    case 200:
        return "HTTP/1.1 200 OK\r\n";
    case 206:
        return "HTTP/1.1 206 Partial Content\r\n";
    case 304:
        return "HTTP/1.1 304 Not Modified\r\n";
    case 400:
        return "HTTP/1.1 400 Bad Request\r\n";
    case 404:
        return "HTTP/1.1 404 Not Found\r\n";
    case 405:
        return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 408:
        return "HTTP/1.1 408 Request Timeout\r\n";
    case 413:
        return "HTTP/1.1 413 Content Too Large\r\n";
    case 414:
        return "HTTP/1.1 414 URI Too Long\r\n";
    case 416:
        return "HTTP/1.1 416 Range Not Satisfiable\r\n";
    case 431:
        return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 505:
        return "HTTP/1.1 505 HTTP Version Not Supported\r\n";
    default:
        return "HTTP/1.1 500 Internal Server Error\r\n";
    }
}

static void begin(struct answer *out, int status, bool close)
{
    out->head_len = 0;
    out->body = NULL;
    out->body_len = 0;
    out->body_owned = NULL;
    out->close = close;
    put_text(out, status_line(status));
    put(out, common, common_len);
    if (close) {
        put_text(out, "Connection: close\r\n");
    }
}

static void end(struct answer *out, size_t content_length)
{
    put_text(out, "Content-Length: ");
    put_number(out, content_length);
    put_text(out, "\r\n\r\n");
}

/* An error whose body is its own status line. */
static void plain(struct answer *out, int status, const char *field,
                  bool head_only, bool close)
{
    const char *text = status_line(status) + sizeof "HTTP/1.1 " - 1;
    size_t len = strlen(text);

    begin(out, status, close);
    put_text(out, field);
    put_text(out, "Content-Type: text/plain\r\n");
    end(out, len);
    if (!head_only) {
        out->body = text;
        out->body_len = len;
    }
}

void answer_error(int status, struct answer *out)
{
    plain(out, status, "", false, true);
}

/* Whether the list of entity tags (tags) holds (etag), or is "*". Weak ones
 * count. Spec: RFC 9110, section 13.1.2. */
static bool matches(struct span tags, const char *etag)
{
    size_t len = strlen(etag);

    if (tags.len == 1 && *tags.at == '*') {
        return true;
    }
    for (size_t i = 0; i + len <= tags.len; i++) {
        if (memcmp(tags.at + i, etag, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Fills in first and past-last byte; false where no byte of (bytes) is in it.
 */
static bool satisfiable(const struct request *request, size_t bytes,
                        size_t *from, size_t *to)
{
    if (request->range_is_suffix) {
        uint64_t n = request->range_last < bytes ? request->range_last : bytes;

        *from = bytes - (size_t)n;
        *to = bytes;
        return n > 0;
    }
    if (request->range_first >= bytes) {
        return false;
    }
    *from = (size_t)request->range_first;
    *to = request->range_last < bytes ? (size_t)request->range_last + 1 : bytes;
    return true;
}

static void put_content_range(struct answer *out, size_t from, size_t to,
                              size_t bytes)
{
    put_text(out, "Content-Range: bytes ");
    put_number(out, from);
    put_text(out, "-");
    put_number(out, to - 1);
    put_text(out, "/");
    put_number(out, bytes);
    put_text(out, "\r\n");
}

static void answer_file(const struct request *request,
                        const struct site_file *file, struct answer *out)
{
    bool close = !request->keep_alive;
    bool head_only = request->method == REQUEST_HEAD;
    size_t from = 0;
    size_t to = file->bytes;

    if (request->if_none_match.len > 0 &&
        matches(request->if_none_match, file->etag)) {
        begin(out, 304, close);
        put(out, file->fields, file->fields_len);
        put_text(out, "\r\n");
        return;
    }
    /* Spec: RFC 9110, section 14.2: ranges are for GET; 13.1.5: If-Range. */
    bool ranged =
        request->has_range && request->method == REQUEST_GET &&
        (request->if_range.len == 0 || matches(request->if_range, file->etag));
    if (ranged && !satisfiable(request, file->bytes, &from, &to)) {
        char field[60];

        snprintf(field, sizeof field, "Content-Range: bytes */%lu\r\n",
                 (unsigned long)file->bytes);
        plain(out, 416, field, false, close);
        return;
    }
    begin(out, ranged ? 206 : 200, close);
    put(out, file->fields, file->fields_len);
    if (ranged) {
        put_content_range(out, from, to, file->bytes);
    }
    end(out, to - from);
    if (!head_only) {
        out->body = file->data + from;
        out->body_len = to - from;
    }
}

static void answer_status(const struct request *request, struct answer *out)
{
    size_t len;
    char *text = status_json(&len);

    if (text == NULL) {
        plain(out, 500, "", request->method == REQUEST_HEAD, true);
        return;
    }
    begin(out, 200, !request->keep_alive);
    put_text(out, "Content-Type: application/json\r\n"
                  "Cache-Control: no-store\r\n");
    end(out, len);
    if (request->method == REQUEST_HEAD) {
        free(text);
        return;
    }
    out->body = out->body_owned = text;
    out->body_len = len;
}

void answer_request(const struct request *request, struct answer *out)
{
    char name[REQUEST_TARGET_MAX + sizeof "index.html"];

    status_count_request();
    if (request->method == REQUEST_OTHER) {
        plain(out, 405, "Allow: GET, HEAD\r\n", false,
              request->has_body || !request->keep_alive);
        return;
    }
    if (request->has_body) {
        plain(out, 413, "", request->method == REQUEST_HEAD, true);
        return;
    }
    if (request_file_name(request->target, name, sizeof name) < 0) {
        plain(out, 404, "", request->method == REQUEST_HEAD,
              !request->keep_alive);
        return;
    }
    const struct site_file *file = site_find(name);
    if (file != NULL) {
        answer_file(request, file, out);
    } else if (strcmp(name, "status") == 0) {
        answer_status(request, out);
    } else {
        plain(out, 404, "", request->method == REQUEST_HEAD,
              !request->keep_alive);
    }
}
