/* SPDX-License-Identifier: BSD-3-Clause */
#include "response.h"

#include <stdio.h>
#include <string.h>

#include "date.h"
#include "server.h"
#include "status.h"

enum {
    PATH_MAX_BYTES = 512,
};

static const char *reason(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 416:
        return "Range Not Satisfiable";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

static void put(struct response *response, const char *text, size_t len)
{
    if (len <= sizeof response->own_head - response->head_bytes) {
        memcpy(response->own_head + response->head_bytes, text, len);
        response->head_bytes += (unsigned)len;
    }
}

#define PUT(response, literal) put(response, literal, sizeof(literal) - 1)

static void put_text(struct response *response, const char *text)
{
    put(response, text, strlen(text));
}

static void put_number(struct response *response, uint64_t value)
{
    char digits[20];
    unsigned n = sizeof digits;

    do {
        digits[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    put(response, digits + n, sizeof digits - n);
}

/* What every head begins with, behind its status line. */
static void put_common(struct response *response)
{
    size_t len;
    const char *date = date_field(&len);

    PUT(response, "Server: unicore\r\n");
    put(response, date, len);
}

static void put_length(struct response *response, uint64_t bytes)
{
    PUT(response, "Content-Length: ");
    put_number(response, bytes);
    PUT(response, "\r\n");
}

static void put_connection(struct response *response,
                           const struct http_request *request)
{
    if (response->close) {
        PUT(response, "Connection: close\r\n");
    } else if (!request->minor_1) {
        PUT(response, "Connection: keep-alive\r\n");
    }
    PUT(response, "\r\n");
}

static void start(struct response *response, const struct http_request *request)
{
    response->head = response->own_head;
    response->head_bytes = 0;
    response->body = NULL;
    response->body_bytes = 0;
    response->body_static = true;
    /* A body that is not read ends the connection, and the head says so. */
    response->close =
        !request->keep_alive || request->chunked ||
        (request->content_length > 0 && request->expects_continue);
}

static void fail(struct response *response, const struct http_request *request,
                 int status)
{
    const char *why = reason(status);

    start(response, request);
    response->body_bytes =
        (size_t)snprintf(response->text, sizeof response->text,
                         "<!doctype html><title>%d %s</title><h1>%d %s</h1>\n",
                         status, why, status, why);
    response->body_static = false;
    PUT(response, "HTTP/1.1 ");
    put_number(response, (uint64_t)status);
    PUT(response, " ");
    put_text(response, why);
    PUT(response, "\r\n");
    put_common(response);
    PUT(response, "Content-Type: text/html; charset=utf-8\r\n");
    if (status == 405) {
        PUT(response, "Allow: GET, HEAD\r\n");
    }
    put_length(response, response->body_bytes);
    put_connection(response, request);
    if (request->method != HTTP_HEAD) {
        response->body = response->text;
    }
}

void response_refuse(struct response *response, int status)
{
    static const struct http_request none = {.method = HTTP_GET,
                                             .minor_1 = true};

    fail(response, &none, status);
}

struct part {
    uint64_t first;
    uint64_t bytes;
};

/* Which part of (size) bytes; 200 for all, 206, or 416. RFC 9110, 14.1.2. */
static int choose_part(const struct http_range *range, uint64_t size,
                       struct part *part)
{
    uint64_t last = size - 1;

    *part = (struct part){0, size};
    if (!range->present) {
        return 200;
    }
    if (range->suffix) {
        if (range->last == 0 || size == 0) {
            return 416;
        }
        part->bytes = range->last < size ? range->last : size;
        part->first = size - part->bytes;
        return 206;
    }
    if (range->first >= size) {
        return 416;
    }
    if (!range->open && range->last < last) {
        last = range->last;
    }
    part->first = range->first;
    part->bytes = last - range->first + 1;
    return 206;
}

static void put_file_fields(struct response *response, struct file *file)
{
    PUT(response, "Content-Type: ");
    put_text(response, file->type);
    PUT(response, "\r\nETag: ");
    put_text(response, file_etag(file));
    PUT(response, "\r\nAccept-Ranges: bytes\r\n");
}

static void put_content_range(struct response *response,
                              const struct part *part, size_t size)
{
    PUT(response, "Content-Range: bytes ");
    if (part != NULL) {
        put_number(response, part->first);
        PUT(response, "-");
        put_number(response, part->first + part->bytes - 1);
    } else {
        PUT(response, "*");
    }
    PUT(response, "/");
    put_number(response, size);
    PUT(response, "\r\n");
}

/* A range counts only while the client's copy is of the same file. */
static bool range_applies(const struct http_request *request, struct file *file)
{
    const char *etag = file_etag(file);

    return request->if_range.len == 0 ||
           (request->if_range.len == strlen(etag) &&
            memcmp(request->if_range.at, etag, request->if_range.len) == 0);
}

/* Whether the head that is kept with (file) answers (request). */
static bool send_kept(struct response *response,
                      const struct http_request *request, struct file *file)
{
    if (file->head_bytes == 0 || file->head_s != server_now_s ||
        request->range.present || request->method != HTTP_GET ||
        !request->minor_1 || response->close) {
        return false;
    }
    response->head = file->head;
    response->head_bytes = file->head_bytes;
    response->body = file->data;
    response->body_bytes = file->bytes;
    return true;
}

static void keep_head(const struct response *response,
                      const struct http_request *request, struct file *file)
{
    if (request->minor_1 && !response->close &&
        response->head_bytes <= sizeof file->head) {
        memcpy(file->head, response->own_head, response->head_bytes);
        file->head_bytes = response->head_bytes;
        file->head_s = server_now_s;
    }
}

static void send_file(struct response *response,
                      const struct http_request *request, struct file *file)
{
    struct part part = {0, file->bytes};
    int status = 200;

    if (send_kept(response, request, file)) {
        return;
    }
    if (request->range.present && range_applies(request, file)) {
        status = choose_part(&request->range, file->bytes, &part);
    }
    if (status == 200) {
        PUT(response, "HTTP/1.1 200 OK\r\n");
    } else if (status == 206) {
        PUT(response, "HTTP/1.1 206 Partial Content\r\n");
    } else {
        PUT(response, "HTTP/1.1 416 Range Not Satisfiable\r\n");
        part.bytes = 0;
    }
    put_common(response);
    put_file_fields(response, file);
    if (status != 200) {
        put_content_range(response, status == 206 ? &part : NULL, file->bytes);
    }
    put_length(response, part.bytes);
    put_connection(response, request);
    if (status == 200) {
        keep_head(response, request, file);
    }
    if (request->method == HTTP_GET) {
        response->body = file->data + part.first;
        response->body_bytes = (size_t)part.bytes;
    }
}

static void not_modified(struct response *response,
                         const struct http_request *request, struct file *file)
{
    PUT(response, "HTTP/1.1 304 Not Modified\r\n");
    put_common(response);
    PUT(response, "ETag: ");
    put_text(response, file_etag(file));
    PUT(response, "\r\n");
    put_connection(response, request);
}

static void send_status(struct response *response,
                        const struct http_request *request)
{
    response->body_bytes = status_page(response->text, sizeof response->text);
    response->body_static = false;
    PUT(response, "HTTP/1.1 200 OK\r\n");
    put_common(response);
    PUT(response, "Content-Type: application/json\r\n"
                  "Cache-Control: no-store\r\n");
    put_length(response, response->body_bytes);
    put_connection(response, request);
    if (request->method == HTTP_GET) {
        response->body = response->text;
    }
}

void response_make(struct response *response,
                   const struct http_request *request)
{
    char path[PATH_MAX_BYTES];
    struct file *file = NULL;
    struct http_text etag;

    if (request->method == HTTP_OTHER) {
        fail(response, request, 405);
        return;
    }
    int len = http_path_decode(request->path, path, sizeof path);
    start(response, request);
    if (len == 6 && memcmp(path, "status", 6) == 0) {
        send_status(response, request);
        return;
    }
    if (len >= 0) {
        file = files_find(path, (size_t)len);
    }
    if (file == NULL) {
        fail(response, request, 404);
        return;
    }
    if (request->if_none_match.len > 0) {
        etag = (struct http_text){file_etag(file), strlen(file_etag(file))};
        if (http_etag_listed(request->if_none_match, etag)) {
            not_modified(response, request, file);
            return;
        }
    }
    send_file(response, request, file);
}
