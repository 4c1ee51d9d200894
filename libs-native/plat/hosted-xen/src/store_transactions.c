/* SPDX-License-Identifier: BSD-3-Clause */
/* Transactions: journals of changes, which are made when they end. */
#include <stdio.h>

#include <uc/hosted_xen.h>

#include "store.h"

enum {
    JOURNAL = 64,
};

static struct {
    char path[PATH];
    char value[VALUE];
    bool removes;
} journal[JOURNAL];
static unsigned journal_n;
static uint32_t tx, tx_last; /* 0: none is open */
static unsigned conflicts;

void hosted_store_begin(const struct hosted_store_header *header)
{
    char text[16];
    int n;

    if (tx != 0) {
        hosted_store_misuse("the guest begins a transaction within another");
    }
    tx = ++tx_last;
    journal_n = 0;
    n = snprintf(text, sizeof text, "%u", (unsigned)tx);
    hosted_store_answer(header, OP_BEGIN, text, (size_t)n + 1);
}

void hosted_store_end(const struct hosted_store_header *header, bool commit)
{
    if (tx == 0 || header->tx != tx) {
        hosted_store_answer_error(header, "ENOENT");
        return;
    }
    tx = 0;
    if (commit && conflicts > 0) {
        conflicts--;
        hosted_store_answer_error(header, "EAGAIN");
        return;
    }
    hosted_store_answer_ok(header);
    for (unsigned i = 0; commit && i < journal_n; i++) {
        hosted_store_apply(journal[i].path, journal[i].value,
                           journal[i].removes);
    }
}

void hosted_store_change(const struct hosted_store_header *header,
                         const char *whole, const char *value)
{
    bool removes = header->type == OP_REMOVE;

    if (header->tx != 0 && header->tx != tx) {
        hosted_store_answer_error(header, "ENOENT");
        return;
    }
    if (removes && !hosted_store_exists(whole)) {
        hosted_store_answer_error(header, "ENOENT");
        return;
    }
    hosted_store_answer_ok(header);
    if (header->tx == 0) {
        hosted_store_apply(whole, value, removes);
        return;
    }
    if (journal_n == JOURNAL) {
        hosted_store_misuse("too long a transaction");
    }
    (void)snprintf(journal[journal_n].path, PATH, "%s", whole);
    (void)snprintf(journal[journal_n].value, VALUE, "%s", value);
    journal[journal_n++].removes = removes;
}

void uc_hosted_store_conflict(unsigned n)
{
    conflicts = n;
}

void hosted_store_abandon(void)
{
    tx = 0;
}
