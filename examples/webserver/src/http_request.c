/* SPDX-License-Identifier: BSD-3-Clause */
#include "http_request.h"

#include <string.h>

enum {
    BAD = -400,
    TARGET_TOO_LONG = -414,
    HEAD_TOO_LARGE = -431,
    NOT_IMPLEMENTED = -501,
    VERSION_NOT_SUPPORTED = -505,
};

/* Bit 0: token characters; bit 1: allowed in a request target. */
enum {
    TOKEN = 1,
    TARGET = 2,
};

static const uint8_t kinds[128] = {
    ['!'] = 3, ['#'] = 1, ['$'] = 3, ['%'] = 3, ['&'] = 3, ['\''] = 3,
    ['*'] = 3, ['+'] = 3, ['-'] = 3, ['.'] = 3, ['^'] = 1, ['_'] = 3,
    ['`'] = 1, ['|'] = 1, ['~'] = 3, ['('] = 2, [')'] = 2, [','] = 2,
    ['/'] = 2, [':'] = 2, [';'] = 2, ['='] = 2, ['?'] = 2, ['@'] = 2,
    ['['] = 2, [']'] = 2, ['0'] = 3, ['1'] = 3, ['2'] = 3, ['3'] = 3,
    ['4'] = 3, ['5'] = 3, ['6'] = 3, ['7'] = 3, ['8'] = 3, ['9'] = 3,
    ['A'] = 3, ['B'] = 3, ['C'] = 3, ['D'] = 3, ['E'] = 3, ['F'] = 3,
    ['G'] = 3, ['H'] = 3, ['I'] = 3, ['J'] = 3, ['K'] = 3, ['L'] = 3,
    ['M'] = 3, ['N'] = 3, ['O'] = 3, ['P'] = 3, ['Q'] = 3, ['R'] = 3,
    ['S'] = 3, ['T'] = 3, ['U'] = 3, ['V'] = 3, ['W'] = 3, ['X'] = 3,
    ['Y'] = 3, ['Z'] = 3, ['a'] = 3, ['b'] = 3, ['c'] = 3, ['d'] = 3,
    ['e'] = 3, ['f'] = 3, ['g'] = 3, ['h'] = 3, ['i'] = 3, ['j'] = 3,
    ['k'] = 3, ['l'] = 3, ['m'] = 3, ['n'] = 3, ['o'] = 3, ['p'] = 3,
    ['q'] = 3, ['r'] = 3, ['s'] = 3, ['t'] = 3, ['u'] = 3, ['v'] = 3,
    ['w'] = 3, ['x'] = 3, ['y'] = 3, ['z'] = 3,
};

static bool is(char c, unsigned kind)
{
    unsigned char u = (unsigned char)c;

    return u < sizeof kinds && (kinds[u] & kind);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compares with (lower), which is in lower case, whatever the case of (at). */
static bool same(const char *at, const char *lower, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = at[i];
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c | 0x20);
        }
        if (c != lower[i]) {
            return false;
        }
    }
    return true;
}

#define IS(text, lower)                                                        \
    ((text).len == sizeof(lower) - 1 &&                                        \
     same((text).at, lower, sizeof(lower) - 1))

/* What is read, and what has been seen of it. */
struct reader {
    const char *at;
    const char *end;
    bool has_host;
    bool has_length;
    bool closes;
    bool keeps;
};

/* Reads decimal digits. Returns false where there are none or too many. */
static bool read_number(const char **at, const char *end, uint64_t *value)
{
    const char *p = *at;
    uint64_t n = 0;

    while (p < end && is_digit(*p)) {
        if (n > (UINT64_MAX - 9) / 10) {
            return false;
        }
        n = n * 10 + (uint64_t)(*p++ - '0');
    }
    bool some = p > *at;
    *at = p;
    *value = n;
    return some;
}

/* Spec: RFC 9110, section 14.1.2. Several ranges are answered as none. */
static void read_range(struct http_range *range, struct http_text value)
{
    const char *at = value.at;
    const char *end = value.at + value.len;
    struct http_range got = {.present = true};

    if (value.len < 6 || !same(at, "bytes=", 6)) {
        return;
    }
    at += 6;
    if (at < end && *at == '-') {
        at++;
        got.suffix = true;
        if (read_number(&at, end, &got.last) && at == end) {
            *range = got;
        }
        return;
    }
    if (!read_number(&at, end, &got.first) || at == end || *at++ != '-') {
        return;
    }
    got.open = at == end;
    if (!got.open &&
        (!read_number(&at, end, &got.last) || got.last < got.first)) {
        return;
    }
    if (at == end) {
        *range = got;
    }
}

/* Calls out words of a comma-separated list. Returns false after the last. */
static bool next_word(struct http_text *list, struct http_text *word)
{
    const char *at = list->at;
    const char *end = list->at + list->len;

    while (at < end && (*at == ' ' || *at == '\t' || *at == ',')) {
        at++;
    }
    if (at == end) {
        return false;
    }
    word->at = at;
    while (at < end && *at != ',') {
        at++;
    }
    *list = (struct http_text){at, (size_t)(end - at)};
    while (at[-1] == ' ' || at[-1] == '\t') {
        at--;
    }
    word->len = (size_t)(at - word->at);
    return true;
}

static void read_connection(struct reader *reader, struct http_text value)
{
    struct http_text word;

    while (next_word(&value, &word)) {
        if (IS(word, "close")) {
            reader->closes = true;
        } else if (IS(word, "keep-alive")) {
            reader->keeps = true;
        }
    }
}

static int read_length(struct reader *reader, struct http_request *request,
                       struct http_text value)
{
    const char *at = value.at;
    uint64_t length;

    if (!read_number(&at, value.at + value.len, &length) ||
        at != value.at + value.len ||
        (reader->has_length && length != request->content_length)) {
        return BAD;
    }
    reader->has_length = true;
    request->content_length = length;
    return 0;
}

/* Only what the answer depends on; all else is passed over. */
static int take_field(struct reader *reader, struct http_request *request,
                      struct http_text name, struct http_text value)
{
    switch (name.at[0] | 0x20) {
    case 'h':
        if (IS(name, "host")) {
            int err = reader->has_host ? BAD : 0;
            reader->has_host = true;
            return err;
        }
        break;
    case 'c':
        if (IS(name, "connection")) {
            read_connection(reader, value);
        } else if (IS(name, "content-length")) {
            return read_length(reader, request, value);
        }
        break;
    case 't':
        if (IS(name, "transfer-encoding")) {
            request->chunked = true;
            return IS(value, "chunked") ? 0 : NOT_IMPLEMENTED;
        }
        break;
    case 'r':
        if (IS(name, "range")) {
            read_range(&request->range, value);
        }
        break;
    case 'i':
        if (IS(name, "if-none-match")) {
            request->if_none_match = value;
        } else if (IS(name, "if-range")) {
            request->if_range = value;
        }
        break;
    case 'e':
        if (IS(name, "expect")) {
            request->expects_continue = IS(value, "100-continue");
        }
        break;
    default:
        break;
    }
    return 0;
}

/*
 * Reads one field line. Returns 1, 0 at the empty line, or a negative status;
 * the caller knows that the head is complete up to (end).
 */
static int read_field(struct reader *reader, struct http_request *request)
{
    const char *at = reader->at;
    struct http_text name = {at, 0};
    struct http_text value;

    if (*at == '\r') {
        reader->at = at + 2;
        return at[1] == '\n' ? 0 : BAD;
    }
    while (is(*at, TOKEN)) {
        at++;
    }
    name.len = (size_t)(at - name.at);
    if (name.len == 0 || *at++ != ':') {
        return BAD;
    }
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    value.at = at;
    while ((unsigned char)*at >= ' ' || *at == '\t') {
        if (*at == 0x7f) {
            return BAD;
        }
        at++;
    }
    if (at[0] != '\r' || at[1] != '\n') {
        return BAD;
    }
    reader->at = at + 2;
    while (at > value.at && (at[-1] == ' ' || at[-1] == '\t')) {
        at--;
    }
    value.len = (size_t)(at - value.at);
    int err = take_field(reader, request, name, value);
    return err < 0 ? err : 1;
}

static int read_method(struct reader *reader, struct http_request *request)
{
    static const char *const known[] = {"POST",  "PUT",   "DELETE", "OPTIONS",
                                        "PATCH", "TRACE", "CONNECT"};
    const char *at = reader->at;

    while (is(*at, TOKEN)) {
        at++;
    }
    size_t len = (size_t)(at - reader->at);
    if (len == 0 || *at != ' ') {
        return BAD;
    }
    const char *name = reader->at;
    reader->at = at + 1;
    if (len == 3 && memcmp(name, "GET", 3) == 0) {
        request->method = HTTP_GET;
        return 0;
    }
    if (len == 4 && memcmp(name, "HEAD", 4) == 0) {
        request->method = HTTP_HEAD;
        return 0;
    }
    request->method = HTTP_OTHER;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i]) == len && memcmp(known[i], name, len) == 0) {
            return 0;
        }
    }
    return NOT_IMPLEMENTED;
}

/* Spec: RFC 9112, section 3.2: origin form, and the absolute form of proxies.
 */
static int read_target(struct reader *reader, struct http_request *request)
{
    const char *at = reader->at;

    if (*at != '/') {
        if (!same(at, "http://", 7)) {
            /* OPTIONS * and CONNECT host:port: methods not served here. */
            return request->method == HTTP_OTHER ? 0 : BAD;
        }
        at += 7;
        while (is(*at, TARGET) && *at != '/' && *at != '?') {
            at++;
        }
    }
    request->path.at = at;
    while (is(*at, TARGET) && *at != '?') {
        at++;
    }
    request->path.len = (size_t)(at - request->path.at);
    return 0;
}

static int skip_target(struct reader *reader)
{
    const char *at = reader->at;

    while (is(*at, TARGET)) {
        at++;
    }
    if (at - reader->at > HTTP_TARGET_MAX) {
        return TARGET_TOO_LONG;
    }
    if (at == reader->at || *at != ' ') {
        return BAD;
    }
    reader->at = at + 1;
    return 0;
}

static int read_version(struct reader *reader, struct http_request *request)
{
    const char *at = reader->at;

    if (reader->end - at < 10 || memcmp(at, "HTTP/", 5) != 0 ||
        !is_digit(at[5]) || at[6] != '.' || !is_digit(at[7]) || at[8] != '\r' ||
        at[9] != '\n') {
        return BAD;
    }
    if (at[5] != '1') {
        return VERSION_NOT_SUPPORTED;
    }
    request->minor_1 = at[7] != '0';
    reader->at = at + 10;
    return 0;
}

static int read_request_line(struct reader *reader,
                             struct http_request *request)
{
    int later = read_method(reader, request);
    int err = later == BAD ? BAD : read_target(reader, request);

    if (err == 0) {
        err = skip_target(reader);
    }
    if (err == 0) {
        err = read_version(reader, request);
    }
    return err < 0 ? err : later;
}

/* Bytes in which a head ends with an empty line, 0 where there is none. */
static size_t head_length(const char *data, size_t len)
{
    const char *at = data;
    const char *end = data + len;

    /* The reader stops at the first empty line, so any bound behind it will do:
     * most requests come alone, and end where the data end. */
    if (len >= 4 && len <= HTTP_HEAD_MAX &&
        memcmp(end - 4, "\r\n\r\n", 4) == 0) {
        return len;
    }
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        at++;
        if (end - at >= 2 && at[0] == '\r' && at[1] == '\n') {
            return (size_t)(at + 2 - data);
        }
        if (end - at >= 1 && at[0] == '\n') {
            return (size_t)(at + 1 - data); /* malformed: refused below */
        }
    }
    return 0;
}

static int incomplete(const char *data, size_t len)
{
    if (len < HTTP_HEAD_MAX) {
        return 0;
    }
    return memchr(data, '\n', len) == NULL ? TARGET_TOO_LONG : HEAD_TOO_LARGE;
}

static int judge(const struct reader *reader, struct http_request *request)
{
    request->keep_alive =
        !reader->closes && (request->minor_1 || reader->keeps);
    if (request->minor_1 && !reader->has_host) {
        return BAD;
    }
    /* Both lengths: an attempt at smuggling. RFC 9112, section 6.3. */
    if (request->chunked && (reader->has_length || !request->minor_1)) {
        return BAD;
    }
    return 0;
}

int http_request_read(struct http_request *request, const char *data,
                      size_t len)
{
    size_t skipped = 0;

    /* Empty lines before a request are forgiven. RFC 9112, section 2.2. */
    while (len - skipped >= 2 && skipped < 4 && data[skipped] == '\r' &&
           data[skipped + 1] == '\n') {
        skipped += 2;
    }
    data += skipped;
    len -= skipped;
    size_t head = head_length(data, len);
    if (head == 0) {
        return incomplete(data, len);
    }
    struct reader reader = {.at = data, .end = data + head};
    *request = (struct http_request){.method = HTTP_GET};
    if (head > HTTP_HEAD_MAX) {
        return HEAD_TOO_LARGE;
    }
    int err = read_request_line(&reader, request);
    if (err < 0) {
        return err;
    }
    int more = 1;
    for (unsigned fields = 0; more == 1; fields++) {
        if (fields > HTTP_FIELDS_MAX) {
            return HEAD_TOO_LARGE;
        }
        more = read_field(&reader, request);
    }
    err = more < 0 ? more : judge(&reader, request);
    return err < 0 ? err : (int)(skipped + (size_t)(reader.at - data));
}

static int hex(char c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes one character at (*at). Returns it, or -1. */
static int decode_one(const char **at, const char *end)
{
    const char *p = *at;

    if (*p != '%') {
        *at = p + 1;
        return (unsigned char)*p;
    }
    if (end - p < 3 || hex(p[1]) < 0 || hex(p[2]) < 0) {
        return -1;
    }
    *at = p + 3;
    return hex(p[1]) << 4 | hex(p[2]);
}

/* Ends a segment that starts at out[start]. Returns the new length, or -1. */
static int end_segment(const char *out, int start, int len)
{
    if (len - start == 1 && out[start] == '.') {
        return start;
    }
    if (len - start == 2 && out[start] == '.' && out[start + 1] == '.') {
        if (start == 0) {
            return -1;
        }
        start--; /* the slash */
        while (start > 0 && out[start - 1] != '/') {
            start--;
        }
        return start;
    }
    return len;
}

int http_path_decode(struct http_text path, char *out, size_t size)
{
    const char *at = path.at;
    const char *end = path.at + path.len;
    int len = 0;
    int start = 0;

    if (at < end && *at == '/') {
        at++;
    }
    while (at < end) {
        int c = decode_one(&at, end);
        if (c <= 0 || (size_t)len + 1 >= size) {
            return -1;
        }
        if (c == '/') {
            len = end_segment(out, start, len);
            if (len < 0 || (size_t)len + 1 >= size) {
                return -1;
            }
            if (len == 0 || out[len - 1] == '/') {
                start = len; /* an empty segment, or one that was resolved */
                continue;
            }
        }
        out[len++] = (char)c;
        start = c == '/' ? len : start;
    }
    len = end_segment(out, start, len);
    if (len >= 0) {
        out[len] = '\0';
    }
    return len;
}

bool http_etag_listed(struct http_text list, struct http_text etag)
{
    struct http_text word;

    while (next_word(&list, &word)) {
        /* Weak comparison. RFC 9110, section 8.8.3.2. */
        if (word.len > 2 && word.at[0] == 'W' && word.at[1] == '/') {
            word.at += 2;
            word.len -= 2;
        }
        if ((word.len == 1 && word.at[0] == '*') ||
            (word.len == etag.len && memcmp(word.at, etag.at, etag.len) == 0)) {
            return true;
        }
    }
    return false;
}
