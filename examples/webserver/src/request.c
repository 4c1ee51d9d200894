/* SPDX-License-Identifier: BSD-3-Clause */
#include "request.h"

#include <string.h>
#include <strings.h>

static bool is_token(unsigned char c)
{
    /* Spec: RFC 9110, section 5.6.2, tchar. */
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool equals(struct span s, const char *text)
{
    return strlen(text) == s.len && strncasecmp(s.at, text, s.len) == 0;
}

/* Whether the comma-separated list (s) holds (word). */
static bool lists(struct span s, const char *word)
{
    size_t at = 0;

    while (at < s.len) {
        size_t end = at;
        while (end < s.len && s.at[end] != ',') {
            end++;
        }
        struct span item = {s.at + at, end - at};
        while (item.len > 0 && (*item.at == ' ' || *item.at == '\t')) {
            item.at++;
            item.len--;
        }
        while (item.len > 0 && (item.at[item.len - 1] == ' ' ||
                                item.at[item.len - 1] == '\t')) {
            item.len--;
        }
        if (equals(item, word)) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/* Reads digits at (*at); false where there are none or too many. */
static bool read_number(struct span s, size_t *at, uint64_t *out)
{
    size_t start = *at;
    uint64_t n = 0;

    while (*at < s.len && s.at[*at] >= '0' && s.at[*at] <= '9') {
        if (*at - start == 18) {
            return false;
        }
        n = n * 10 + (uint64_t)(s.at[(*at)++] - '0');
    }
    *out = n;
    return *at > start;
}

/* A range that is malformed or a list of several is as if it were absent. */
static void read_range(struct span s, struct request *out)
{
    static const char unit[] = "bytes=";
    size_t at = sizeof unit - 1;
    uint64_t first = 0;
    uint64_t last = UINT64_MAX;

    if (s.len < at || strncasecmp(s.at, unit, at) != 0) {
        return;
    }
    bool has_first = read_number(s, &at, &first);
    if (at >= s.len || s.at[at++] != '-') {
        return;
    }
    bool has_last = read_number(s, &at, &last);
    if (at != s.len || (!has_first && !has_last) ||
        (has_first && has_last && last < first)) {
        return;
    }
    out->has_range = true;
    out->range_is_suffix = !has_first;
    out->range_first = first;
    out->range_last = has_last ? last : UINT64_MAX;
}

/* Length of the line at (bytes) without its end, and (*next) behind that. */
static long line_length(const char *bytes, size_t len, size_t *next)
{
    const char *end = memchr(bytes, '\n', len);

    if (end == NULL) {
        return -1;
    }
    size_t n = (size_t)(end - bytes);
    *next = n + 1;
    return (long)(n > 0 && bytes[n - 1] == '\r' ? n - 1 : n);
}

static long read_request_line(struct span line, struct request *out,
                              bool *is_11)
{
    size_t at = 0;

    while (at < line.len && is_token((unsigned char)line.at[at])) {
        at++;
    }
    struct span method = {line.at, at};
    if (at == 0 || at >= line.len || line.at[at++] != ' ') {
        return -400;
    }
    size_t start = at;
    while (at < line.len && line.at[at] > ' ' && line.at[at] < 0x7f) {
        at++;
    }
    out->target = (struct span){line.at + start, at - start};
    if (out->target.len > REQUEST_TARGET_MAX) {
        return -414;
    }
    if (out->target.len == 0 || at >= line.len || line.at[at++] != ' ') {
        return -400;
    }
    struct span version = {line.at + at, line.len - at};
    if (version.len != 8 || memcmp(version.at, "HTTP/", 5) != 0 ||
        version.at[6] != '.') {
        return -400;
    }
    if (version.at[5] != '1') {
        return -505;
    }
    *is_11 = version.at[7] != '0';
    /* Methods are case-sensitive. Spec: RFC 9110, section 9.1. */
    out->method =
        method.len == 3 && memcmp(method.at, "GET", 3) == 0    ? REQUEST_GET
        : method.len == 4 && memcmp(method.at, "HEAD", 4) == 0 ? REQUEST_HEAD
                                                               : REQUEST_OTHER;
    return 0;
}

struct fields {
    unsigned hosts;
    bool has_length;
    bool close;
    bool keep_alive;
};

static long read_field(struct span line, struct request *out,
                       struct fields *seen)
{
    size_t at = 0;

    while (at < line.len && is_token((unsigned char)line.at[at])) {
        at++;
    }
    /* Also refuses folded lines. Spec: RFC 9112, section 5.1 and 5.2. */
    if (at == 0 || at >= line.len || line.at[at] != ':') {
        return -400;
    }
    struct span name = {line.at, at};
    struct span value = {line.at + at + 1, line.len - at - 1};
    while (value.len > 0 && (*value.at == ' ' || *value.at == '\t')) {
        value.at++;
        value.len--;
    }
    while (value.len > 0 && (value.at[value.len - 1] == ' ' ||
                             value.at[value.len - 1] == '\t')) {
        value.len--;
    }
    if (memchr(value.at, '\0', value.len) != NULL ||
        memchr(value.at, '\r', value.len) != NULL) {
        return -400;
    }
    if (equals(name, "host")) {
        seen->hosts++;
    } else if (equals(name, "connection")) {
        seen->close |= lists(value, "close");
        seen->keep_alive |= lists(value, "keep-alive");
    } else if (equals(name, "content-length")) {
        uint64_t n;
        size_t digit = 0;

        if (seen->has_length || !read_number(value, &digit, &n) ||
            digit != value.len) {
            return -400;
        }
        seen->has_length = true;
        out->has_body |= n > 0;
    } else if (equals(name, "transfer-encoding")) {
        out->has_body = true;
    } else if (equals(name, "if-none-match")) {
        out->if_none_match = value;
    } else if (equals(name, "if-range")) {
        out->if_range = value;
    } else if (equals(name, "range")) {
        read_range(value, out);
    }
    return 0;
}

long request_parse(const char *bytes, size_t len, struct request *out)
{
    struct fields seen = {0};
    bool is_11 = false;
    bool has_line = false;
    size_t at = 0;

    *out = (struct request){0};
    for (;;) {
        size_t next;
        long n = line_length(bytes + at, len - at, &next);

        if (n < 0) {
            /* Not whole: wait for more, if there is room for more. */
            if (len < REQUEST_BYTES_MAX) {
                return 0;
            }
            return has_line ? -431 : -414;
        }
        if (at + next > REQUEST_BYTES_MAX) {
            return has_line ? -431 : -414;
        }
        struct span line = {bytes + at, (size_t)n};
        at += next;
        if (n == 0 && !has_line) {
            continue; /* Spec: RFC 9112, section 2.2, a leading empty line */
        }
        if (n == 0) {
            break;
        }
        long err = has_line ? read_field(line, out, &seen)
                            : read_request_line(line, out, &is_11);
        if (err < 0) {
            return err;
        }
        has_line = true;
    }
    /* Spec: RFC 9112, section 3.2: exactly one Host. */
    if (seen.hosts > 1 || (is_11 && seen.hosts == 0)) {
        return -400;
    }
    out->keep_alive = !seen.close && (is_11 || seen.keep_alive);
    return (long)at;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

long request_file_name(struct span target, char *out, size_t size)
{
    static const char index[] = "index.html";
    size_t n = 0;
    size_t segment = 0; /* where the current one starts in (out) */

    if (target.len == 0 || target.at[0] != '/') {
        return -1;
    }
    for (size_t i = 1; i < target.len && target.at[i] != '?'; i++) {
        int c = (unsigned char)target.at[i];

        if (c == '%') {
            bool whole = i + 2 < target.len;
            int high = whole ? hex_digit(target.at[i + 1]) : -1;
            int low = whole ? hex_digit(target.at[i + 2]) : -1;

            if (high < 0 || low < 0) {
                return -1;
            }
            c = high * 16 + low;
            i += 2;
        }
        if (c == '\0' || n + sizeof index + 1 > size) {
            return -1;
        }
        if (c == '/') {
            if (n == segment) {
                continue; /* several slashes are one */
            }
            out[n] = '\0';
            if (strcmp(out + segment, "..") == 0) {
                return -1;
            }
            segment = n + 1;
        }
        out[n++] = (char)c;
    }
    out[n] = '\0';
    if (strcmp(out + segment, "..") == 0) {
        return -1;
    }
    if (n == segment) {
        memcpy(out + n, index, sizeof index);
        n += sizeof index - 1;
    }
    return (long)n;
}
