/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int comparison(const void *a, const void *b);

struct sort {
    char *base;
    size_t size;
    comparison *compare;
};

static char *at(const struct sort *s, size_t i)
{
    return s->base + i * s->size;
}

static void swap(const struct sort *s, size_t i, size_t j)
{
    char *a = at(s, i);
    char *b = at(s, j);
    char part[64];

    for (size_t left = s->size; left > 0;) {
        size_t len = (left < sizeof(part)) ? left : sizeof(part);

        memcpy(part, a, len);
        memcpy(a, b, len);
        memcpy(b, part, len);
        a += len;
        b += len;
        left -= len;
    }
}

/* Lets element (i) of the heap [0, n) sink to where it belongs. */
static void sink(const struct sort *s, size_t i, size_t n)
{
    while (2 * i + 1 < n) {
        size_t child = 2 * i + 1;

        if (child + 1 < n && s->compare(at(s, child), at(s, child + 1)) < 0) {
            child++;
        }
        if (s->compare(at(s, i), at(s, child)) >= 0) {
            return;
        }
        swap(s, i, child);
        i = child;
    }
}

static void heap_sort(const struct sort *s, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) {
        sink(s, i, n);
    }
    for (size_t end = n; end > 1;) {
        end--;
        swap(s, 0, end);
        sink(s, 0, end);
    }
}

static void insertion_sort(const struct sort *s, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t j = i; j > 0 && s->compare(at(s, j - 1), at(s, j)) > 0;
             j--) {
            swap(s, j - 1, j);
        }
    }
}

/* Puts the median of first, middle and last element first. */
static void choose_pivot(const struct sort *s, size_t n)
{
    const size_t middle = n / 2;

    if (s->compare(at(s, middle), at(s, 0)) < 0) {
        swap(s, middle, 0);
    }
    if (s->compare(at(s, n - 1), at(s, 0)) < 0) {
        swap(s, n - 1, 0);
    }
    if (s->compare(at(s, n - 1), at(s, middle)) < 0) {
        swap(s, n - 1, middle);
    }
    swap(s, 0, middle);
}

/* Returns where the pivot came to stand: none before is greater. */
static size_t partition(const struct sort *s, size_t n)
{
    size_t i = 1;
    size_t j = n - 1;

    choose_pivot(s, n);
    for (;;) {
        while (i <= j && s->compare(at(s, i), at(s, 0)) < 0) {
            i++;
        }
        while (j >= i && s->compare(at(s, j), at(s, 0)) > 0) {
            j--;
        }
        if (i >= j) {
            break;
        }
        swap(s, i, j);
        i++;
        j--;
    }
    swap(s, 0, j);
    return j;
}

/*
 * Introsort. Spec: Musser, Introspective sorting and selection algorithms,
 * Software: Practice and Experience 27 (1997). The bigger part waits on a stack
 * whose depth the logarithm bounds; parts that were cut badly too often are
 * sorted by heap.
 */
void qsort(void *base, size_t count, size_t size, comparison *compare)
{
    struct part {
        char *base;
        size_t count;
        unsigned cuts_left;
    } waiting[8 * sizeof(size_t)];
    unsigned depth = 0;
    unsigned cuts = 0;

    for (size_t n = count; n > 1; n /= 2) {
        cuts += 2;
    }
    struct part part = {base, count, cuts};
    for (;;) {
        const struct sort s = {part.base, size, compare};

        if (part.count > 12 && part.cuts_left > 0) {
            size_t cut = partition(&s, part.count);
            struct part low = {part.base, cut, part.cuts_left - 1};
            struct part high = {at(&s, cut + 1), part.count - cut - 1,
                                part.cuts_left - 1};

            waiting[depth++] = (low.count > high.count) ? low : high;
            part = (low.count > high.count) ? high : low;
            continue;
        }
        if (part.count > 12) {
            heap_sort(&s, part.count);
        } else {
            insertion_sort(&s, part.count);
        }
        if (depth == 0) {
            return;
        }
        part = waiting[--depth];
    }
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
              comparison *compare)
{
    const char *low = base;

    while (count > 0) {
        const char *middle = low + count / 2 * size;
        int order = compare(key, middle);

        if (order == 0) {
            return (void *)(uintptr_t)middle;
        }
        if (order > 0) {
            low = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}
