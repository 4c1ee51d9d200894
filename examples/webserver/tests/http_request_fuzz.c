/* SPDX-License-Identifier: BSD-3-Clause */
/* clang -g -fsanitize=fuzzer,address,undefined -o /tmp/fuzz \
 *     tests/http_request_fuzz.c src/http_request.c && /tmp/fuzz */
#include <stdlib.h>
#include <string.h>

#include "../src/http_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_request request;
    char path[64];
    int took = http_request_read(&request, (const char *)data, size);

    if (took > (int)size) {
        abort();
    }
    if (took > 0) {
        int len = http_path_decode(request.path, path, sizeof path);
        if (len >= (int)sizeof path || (len >= 0 && path[len] != '\0')) {
            abort();
        }
        (void)http_etag_listed(request.if_none_match,
                               (struct http_text){"\"x\"", 3});
    }
    return 0;
}
