/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "files.h"
#include "http_request.h"

enum {
    RESPONSE_HEAD_MAX = 512,
    RESPONSE_TEXT_MAX = 1024,
};

/*
 * An answer: a head, then a body that lies elsewhere or in (text). Only one is
 * being made at a time; the sender copies head and text.
 */
struct response {
    const char *head; /* own_head, or what is kept with a file */
    unsigned head_bytes;
    const char *body; /* NULL: none */
    size_t body_bytes;
    bool body_static; /* stays as it is for ever: need not be copied */
    bool close;
    char own_head[RESPONSE_HEAD_MAX];
    char text[RESPONSE_TEXT_MAX];
};

/* Answers (request), which was read in whole. */
void response_make(struct response *response,
                   const struct http_request *request);

/* Answers with (status), 400 and up, after which the connection ends. */
void response_refuse(struct response *response, int status);

#endif /* RESPONSE_H */
