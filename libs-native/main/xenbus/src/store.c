/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/assert.h>
#include <uc/errors.h>

#include "xenbus.h"

bool xenbus_same_text(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static size_t length(const char *text)
{
    size_t n = 0;

    while (text[n] != '\0') {
        n++;
    }
    return n;
}

enum {
    PATH_PIECES = 4,
};

/* Lists the pieces of "folder/name" and its NUL. Returns their number. */
static unsigned spell_path(const char *folder, const char *name,
                           struct store_piece *pieces)
{
    unsigned n = 0;

    pieces[n++] = (struct store_piece){folder, length(folder)};
    if (name != NULL) {
        pieces[n++] = (struct store_piece){"/", 1};
        pieces[n++] = (struct store_piece){name, length(name)};
    }
    pieces[n++] = (struct store_piece){"", 1};
    return n;
}

static int ask(enum store_message type, uc_xenstore_tx_t tx, const char *folder,
               const char *name, char *buf, size_t bytes)
{
    struct store_piece pieces[PATH_PIECES];
    unsigned n = spell_path(folder, name, pieces);

    return store_request(type, tx, pieces, n, buf, bytes);
}

int uc_xenstore_read(uc_xenstore_tx_t tx, const char *folder, const char *name,
                     char *buf, size_t bytes)
{
    UC_ASSERT(bytes > 0);
    int len = ask(STORE_READ, tx, folder, name, buf, bytes - 1);

    if (len < 0) {
        buf[0] = '\0';
        return len;
    }
    if ((size_t)len > bytes - 1) {
        return -UC_E2BIG;
    }
    buf[len] = '\0';
    return len;
}

int uc_xenstore_list(uc_xenstore_tx_t tx, const char *folder, const char *name,
                     char *buf, size_t bytes)
{
    int len = ask(STORE_LIST, tx, folder, name, buf, bytes);

    return len > (int)bytes ? -UC_E2BIG : len;
}

int uc_xenstore_write(uc_xenstore_tx_t tx, const char *folder, const char *name,
                      const char *value)
{
    struct store_piece pieces[PATH_PIECES + 1];
    unsigned n = spell_path(folder, name, pieces);
    int err;

    pieces[n++] = (struct store_piece){value, length(value)};
    err = store_request(STORE_WRITE, tx, pieces, n, NULL, 0);
    return err < 0 ? err : 0;
}

int uc_xenstore_remove(uc_xenstore_tx_t tx, const char *folder,
                       const char *name)
{
    int err = ask(STORE_REMOVE, tx, folder, name, NULL, 0);

    return err < 0 ? err : 0;
}

size_t store_spell(uint64_t value, char *text)
{
    char digits[20];
    size_t n = 0, at = 0;

    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (n > 0) {
        text[at++] = digits[--n];
    }
    text[at] = '\0';
    return at;
}

static int parse(const char *text, uint64_t *out)
{
    uint64_t value = 0;

    if (*text == '\0') {
        return -UC_EINVAL;
    }
    for (; *text != '\0'; text++) {
        unsigned digit = (unsigned)(*text - '0');
        if (digit > 9 || value > (UINT64_MAX - digit) / 10) {
            return -UC_EINVAL;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return 0;
}

int uc_xenstore_read_number(uc_xenstore_tx_t tx, const char *folder,
                            const char *name, uint64_t *out)
{
    char text[24];
    int len = uc_xenstore_read(tx, folder, name, text, sizeof text);

    return len < 0 ? len : parse(text, out);
}

int uc_xenstore_write_number(uc_xenstore_tx_t tx, const char *folder,
                             const char *name, uint64_t value)
{
    char text[21];

    store_spell(value, text);
    return uc_xenstore_write(tx, folder, name, text);
}

int uc_xenstore_begin(uc_xenstore_tx_t *tx)
{
    const struct store_piece nothing = {"", 1};
    char text[24] = "";
    uint64_t value;
    int len = store_request(STORE_BEGIN, 0, &nothing, 1, text, sizeof text - 1);

    if (len < 0) {
        return len;
    }
    if (parse(text, &value) < 0 || value == 0 || value > UINT32_MAX) {
        return -UC_EIO;
    }
    *tx = (uc_xenstore_tx_t)value;
    return 0;
}

int uc_xenstore_end(uc_xenstore_tx_t tx, bool commit)
{
    const struct store_piece answer = {commit ? "T" : "F", 2};
    int err = store_request(STORE_END, tx, &answer, 1, NULL, 0);

    return err < 0 ? err : 0;
}
