/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

/*
 * Greatest suffix of (s), and its period in (*period), by byte order or its
 * reverse. Spec: Crochemore and Perrin, Two-way string-matching, JACM 38
 * (1991), figure 17.
 */
static size_t maximal_suffix(const unsigned char *s, size_t len, int reverse,
                             size_t *period)
{
    size_t suffix = 0; /* start of the best suffix found */
    size_t start = 1;  /* start of the one compared with it */
    size_t k = 0;      /* bytes that agree */
    size_t p = 1;

    while (start + k < len) {
        int difference = s[start + k] - s[suffix + k];

        if (reverse) {
            difference = -difference;
        }
        if (difference < 0) {
            start += k + 1;
            k = 0;
            p = start - suffix;
        } else if (difference > 0) {
            suffix = start++;
            k = 0;
            p = 1;
        } else if (++k == p) {
            start += p;
            k = 0;
        }
    }
    *period = p;
    return suffix;
}

/* Linear time and no memory, whatever the needle. */
static void *two_way(const unsigned char *h, size_t h_len,
                     const unsigned char *n, size_t n_len)
{
    size_t p_forward, p_reverse;
    size_t cut_forward = maximal_suffix(n, n_len, 0, &p_forward);
    size_t cut_reverse = maximal_suffix(n, n_len, 1, &p_reverse);
    size_t cut = (cut_forward > cut_reverse) ? cut_forward : cut_reverse;
    size_t period = (cut_forward > cut_reverse) ? p_forward : p_reverse;
    size_t memory_step = 0; /* prefix known to match after a shift by period */

    if (cut + period <= n_len && memcmp(n, n + period, cut) == 0) {
        memory_step = n_len - period;
    } else {
        size_t right = n_len - cut;
        period = ((cut > right) ? cut : right) + 1;
    }
    size_t known = 0;
    while (h_len >= n_len) {
        size_t i = (cut > known) ? cut : known;

        while (i < n_len && n[i] == h[i]) {
            i++;
        }
        size_t shift;
        if (i < n_len) {
            shift = i - cut + 1;
            known = 0;
        } else {
            i = cut;
            while (i > known && n[i - 1] == h[i - 1]) {
                i--;
            }
            if (i <= known) {
                return (void *)(uintptr_t)h;
            }
            shift = period;
            known = memory_step;
        }
        h += shift;
        h_len = (h_len >= shift) ? h_len - shift : 0;
    }
    return NULL;
}

void *memmem(const void *haystack, size_t haystack_len, const void *needle,
             size_t needle_len)
{
    const unsigned char *h = haystack;
    const unsigned char *n = needle;

    if (needle_len == 0) {
        return (void *)(uintptr_t)haystack;
    }
    const unsigned char *first = memchr(h, n[0], haystack_len);
    if (first == NULL || needle_len == 1) {
        return (void *)(uintptr_t)first;
    }
    return two_way(first, haystack_len - (size_t)(first - h), n, needle_len);
}

char *strstr(const char *haystack, const char *needle)
{
    return memmem(haystack, strlen(haystack), needle, strlen(needle));
}

char *strcasestr(const char *haystack, const char *needle)
{
    size_t len = strlen(needle);

    for (const char *h = haystack;; h++) {
        if (strncasecmp(h, needle, len) == 0) {
            return (char *)(uintptr_t)h;
        }
        if (*h == '\0') {
            return NULL;
        }
    }
}

/* A bit for each byte value. */
struct byte_set {
    uint32_t word[8];
};

static void set_fill(struct byte_set *set, const char *bytes)
{
    memset(set, 0, sizeof(*set));
    for (const unsigned char *b = (const unsigned char *)bytes; *b != 0; b++) {
        set->word[*b / 32] |= UINT32_C(1) << (*b % 32);
    }
}

static int set_has(const struct byte_set *set, char c)
{
    unsigned char b = (unsigned char)c;

    return (set->word[b / 32] >> (b % 32)) & 1;
}

size_t strspn(const char *s, const char *accept)
{
    struct byte_set set;
    size_t n = 0;

    set_fill(&set, accept);
    while (set_has(&set, s[n])) {
        n++;
    }
    return n;
}

size_t strcspn(const char *s, const char *reject)
{
    struct byte_set set;
    size_t n = 0;

    set_fill(&set, reject);
    set.word[0] |= 1; /* the end, too */
    while (!set_has(&set, s[n])) {
        n++;
    }
    return n;
}

char *strpbrk(const char *s, const char *accept)
{
    s += strcspn(s, accept);
    return (*s == '\0') ? NULL : (char *)(uintptr_t)s;
}

char *strsep(char **restrict s, const char *restrict separators)
{
    char *word = *s;

    if (word != NULL) {
        char *end = word + strcspn(word, separators);

        *s = (*end == '\0') ? NULL : end + 1;
        *end = '\0';
    }
    return word;
}

char *strtok_r(char *restrict s, const char *restrict separators,
               char **restrict rest)
{
    if (s == NULL) {
        s = *rest;
    }
    s += strspn(s, separators);
    char *end = s + strcspn(s, separators);
    *rest = (*end == '\0') ? end : end + 1;
    if (s == end) {
        return NULL;
    }
    *end = '\0';
    return s;
}

char *strtok(char *restrict s, const char *restrict separators)
{
    static char nothing[1];
    static char *rest = nothing;

    return strtok_r(s, separators, &rest);
}
