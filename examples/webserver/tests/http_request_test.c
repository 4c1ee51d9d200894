/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs on the host, under sanitizers: `npm test` in this example. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/http_request.h"

static int failures;
static int checks;

static void check(int ok, int line, const char *text)
{
    checks++;
    if (!ok) {
        printf("not ok: line %d: %s\n", line, text);
        failures++;
    }
}

#define CHECK(cond) check(cond, __LINE__, #cond)

/* Reads from memory that ends where (text) ends, so that a look further shows.
 */
static int read_text(struct http_request *request, const char *text)
{
    static char *copy;
    size_t len = strlen(text);

    free(copy);
    copy = malloc(len > 0 ? len : 1);
    memcpy(copy, text, len);
    return http_request_read(request, copy, len);
}

static int status(const char *text)
{
    struct http_request request;
    int got = read_text(&request, text);

    return got > 0 ? 200 : -got;
}

static bool is(struct http_text text, const char *want)
{
    return text.len == strlen(want) && memcmp(text.at, want, text.len) == 0;
}

#define HOST "Host: a\r\n"

static void reads_a_request(void)
{
    struct http_request r;
    const char *text = "GET /a/b?c HTTP/1.1\r\n" HOST "X: y\r\n\r\nrest";

    CHECK(read_text(&r, text) == (int)strlen(text) - 4);
    CHECK(r.method == HTTP_GET && r.minor_1 && r.keep_alive);
    CHECK(is(r.path, "/a/b"));
    CHECK(read_text(&r, "HEAD / HTTP/1.0\r\n\r\n") > 0);
    CHECK(r.method == HTTP_HEAD && !r.minor_1 && !r.keep_alive);
    CHECK(read_text(&r, "POST / HTTP/1.1\r\n" HOST "\r\n") > 0);
    CHECK(r.method == HTTP_OTHER);
    CHECK(read_text(&r, "GET http://a.b:8/c HTTP/1.1\r\n" HOST "\r\n") > 0);
    CHECK(is(r.path, "/c"));
    CHECK(read_text(&r, "\r\nGET / HTTP/1.1\r\n" HOST "\r\n") > 0);
    CHECK(read_text(&r, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n") > 0);
}

/* Two at once: the first ends where the second begins. */
static void leaves_the_next_request_alone(void)
{
    struct http_request r;
    const char *one = "GET /1 HTTP/1.1\r\n" HOST "\r\n";
    char both[128];

    snprintf(both, sizeof both, "%s%s", one, one);
    CHECK(read_text(&r, both) == (int)strlen(one));
    CHECK(is(r.path, "/1"));
}

static void waits_for_the_rest(void)
{
    const char *text = "GET / HTTP/1.1\r\n" HOST "A: b\r\n\r\n";
    char part[64];
    struct http_request r;

    for (size_t len = 0; len < strlen(text); len++) {
        memcpy(part, text, len);
        part[len] = '\0';
        CHECK(read_text(&r, part) == 0);
    }
}

static void refuses_what_is_malformed(void)
{
    CHECK(status("GET\r\n\r\n") == 400);
    CHECK(status(" GET / HTTP/1.1\r\n" HOST "\r\n") == 400);
    CHECK(status("GET  / HTTP/1.1\r\n" HOST "\r\n") == 400);
    CHECK(status("GET / HTTP/1.1 \r\n" HOST "\r\n") == 400);
    CHECK(status("GET / http/1.1\r\n" HOST "\r\n") == 400);
    CHECK(status("GET x HTTP/1.1\r\n" HOST "\r\n") == 400);
    CHECK(status("GET /\x01 HTTP/1.1\r\n" HOST "\r\n") == 400);
    CHECK(status("GET / HTTP/1.1\n" HOST "\n\n") == 400);
    CHECK(status("GET / HTTP/1.1\r\nHost : a\r\n\r\n") == 400);
    CHECK(status("GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n") == 400);
    CHECK(status("GET / HTTP/1.1\r\n" HOST "A: b\x7f\r\n\r\n") == 400);
    CHECK(status("GET / HTTP/1.1\r\n" HOST "A: b\rc\r\n\r\n") == 400);
    CHECK(status("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(status("GET / HTTP/1.1\r\n" HOST HOST "\r\n") == 400);
    CHECK(status("GET / HTTP/2.0\r\n\r\n") == 505);
    CHECK(status("BREW / HTTP/1.1\r\n" HOST "\r\n") == 501);
}

/* Two readers that disagree on where a request ends can be made to mix them up.
 */
static void refuses_ambiguous_lengths(void)
{
    struct http_request r;

    CHECK(status("POST / HTTP/1.1\r\n" HOST
                 "Content-Length: 1\r\nContent-Length: 2\r\n\r\n") == 400);
    CHECK(status("POST / HTTP/1.1\r\n" HOST
                 "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") ==
          400);
    CHECK(status("POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n") ==
          400);
    CHECK(status("POST / HTTP/1.1\r\n" HOST "Content-Length: 1x\r\n\r\n") ==
          400);
    CHECK(status("POST / HTTP/1.1\r\n" HOST
                 "Content-Length: 99999999999999999999\r\n\r\n") == 400);
    CHECK(status("POST / HTTP/1.1\r\n" HOST
                 "Transfer-Encoding: gzip\r\n\r\n") == 501);
    CHECK(read_text(&r, "POST / HTTP/1.1\r\n" HOST
                        "Content-Length: 12\r\n\r\n") > 0);
    CHECK(r.content_length == 12 && !r.chunked);
}

static void keeps_to_its_limits(void)
{
    static char text[3 * HTTP_HEAD_MAX];

    memset(text, 'a', sizeof text - 1);
    CHECK(status(text) == 414);
    memcpy(text, "GET /", 5);
    memcpy(text + HTTP_TARGET_MAX + 10, " HTTP/1.1\r\n" HOST "\r\n", 23);
    CHECK(status(text) == 414);
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "GET / HTTP/1.1\r\n", 16);
    CHECK(status(text) == 431);
    char *at = text + 16;
    for (unsigned i = 0; i < HTTP_FIELDS_MAX + 2; i++) {
        at += sprintf(at, "A: b\r\n");
    }
    strcpy(at, "\r\n");
    CHECK(status(text) == 431);
}

static void reads_connection_and_expect(void)
{
    struct http_request r;

    CHECK(read_text(&r, "GET / HTTP/1.1\r\n" HOST
                        "Connection: foo , Close\r\n\r\n") > 0);
    CHECK(!r.keep_alive);
    CHECK(read_text(&r, "GET / HTTP/1.0\r\nconnection:Keep-Alive\r\n\r\n") > 0);
    CHECK(r.keep_alive);
    CHECK(read_text(&r, "PUT / HTTP/1.1\r\n" HOST
                        "Expect: 100-continue\r\n\r\n") > 0);
    CHECK(r.expects_continue);
}

static struct http_range range_of(const char *value)
{
    struct http_request r;
    char text[256];

    snprintf(text, sizeof text, "GET / HTTP/1.1\r\n" HOST "Range: %s\r\n\r\n",
             value);
    CHECK(read_text(&r, text) > 0);
    return r.range;
}

static void reads_ranges(void)
{
    struct http_range r = range_of("bytes=2-5");

    CHECK(r.present && !r.open && !r.suffix && r.first == 2 && r.last == 5);
    r = range_of("bytes=7-");
    CHECK(r.present && r.open && r.first == 7);
    r = range_of("bytes=-3");
    CHECK(r.present && r.suffix && r.last == 3);
    CHECK(!range_of("bytes=5-2").present);
    CHECK(!range_of("bytes=1-2,4-5").present);
    CHECK(!range_of("bytes=x-2").present);
    CHECK(!range_of("bytes=").present);
    CHECK(!range_of("items=1-2").present);
    CHECK(!range_of("bytes=1-99999999999999999999").present);
}

static bool decodes(const char *path, const char *want)
{
    char out[16];
    int len = http_path_decode((struct http_text){path, strlen(path)}, out,
                               sizeof out);

    return want == NULL ? len == -1
                        : len == (int)strlen(want) && strcmp(out, want) == 0;
}

static void decodes_paths(void)
{
    CHECK(decodes("/", ""));
    CHECK(decodes("", ""));
    CHECK(decodes("/a/b.html", "a/b.html"));
    CHECK(decodes("/a%20b", "a b"));
    CHECK(decodes("/a/", "a/"));
    CHECK(decodes("//a//b", "a/b"));
    CHECK(decodes("/a/./b", "a/b"));
    CHECK(decodes("/a/../b", "b"));
    CHECK(decodes("/a/b/..", "a/"));
    CHECK(decodes("/a/..", ""));
    CHECK(decodes("/..", NULL));
    CHECK(decodes("/a/../../b", NULL));
    CHECK(decodes("/%2e%2e/b", NULL));
    CHECK(decodes("/%2e%2e%2fb", NULL));
    CHECK(decodes("/a%00b", NULL));
    CHECK(decodes("/a%2", NULL));
    CHECK(decodes("/a%zz", NULL));
    CHECK(decodes("/0123456789abcd", "0123456789abcd"));
    CHECK(decodes("/0123456789abcdef", NULL));
    CHECK(decodes("/.../.b", ".../.b"));
}

static bool listed(const char *list, const char *etag)
{
    return http_etag_listed((struct http_text){list, strlen(list)},
                            (struct http_text){etag, strlen(etag)});
}

static void finds_entity_tags(void)
{
    CHECK(listed("\"a\"", "\"a\""));
    CHECK(listed("\"b\", W/\"a\"", "\"a\""));
    CHECK(listed("*", "\"a\""));
    CHECK(!listed("\"ab\"", "\"a\""));
    CHECK(!listed("", "\"a\""));
    CHECK(!listed(" , ,", "\"a\""));
}

static uint32_t random_state = 3;

static unsigned next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 16;
}

/* Requests bent in a few places: the sanitizers see what that does. */
static void survives_bent_requests(void)
{
    static const char *const seeds[] = {
        "GET /a/%2e%2e/b?x=y HTTP/1.1\r\n" HOST "Range: bytes=1-2\r\n\r\n",
        "POST http://a/ HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
        "HEAD / HTTP/1.0\r\nConnection: keep-alive, close\r\n"
        "If-None-Match: W/\"1\", *\r\nExpect: 100-continue\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
    };
    static const char bends[] = "\r\n\0 :/%.,-=\"\x7f\xff"
                                "9";

    for (unsigned round = 0; round < 20000; round++) {
        const char *seed = seeds[next_random() % 4];
        size_t len = strlen(seed);
        char *copy = malloc(len);
        char path[32];
        struct http_request r;
        memcpy(copy, seed, len);
        for (unsigned i = next_random() % 4; i > 0; i--) {
            copy[next_random() % len] =
                bends[next_random() % (sizeof bends - 1)];
        }
        len -= next_random() % 3 == 0 ? next_random() % len : 0;
        copy = realloc(copy, len);
        int took = http_request_read(&r, copy, len);
        CHECK(took <= (int)len);
        if (took > 0) {
            CHECK(r.path.len <= len);
            int n = http_path_decode(r.path, path, sizeof path);
            CHECK(n < (int)sizeof path &&
                  (n < 0 || strstr(path, "/../") == NULL));
        }
        free(copy);
    }
}

int main(void)
{
    reads_a_request();
    leaves_the_next_request_alone();
    waits_for_the_rest();
    refuses_what_is_malformed();
    refuses_ambiguous_lengths();
    keeps_to_its_limits();
    reads_connection_and_expect();
    reads_ranges();
    decodes_paths();
    finds_entity_tags();
    survives_bent_requests();
    printf("%d checks, %d failed\n", checks, failures);
    return failures > 0;
}
