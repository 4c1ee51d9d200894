/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds __vdso_clock_gettime in the vDSO, an ELF shared object that the kernel
 * maps into every process.
 *
 * Spec: ELF gABI 4.1, chapters 4 and 5; vdso(7).
 */
#include "../../internal.h"

struct header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, program_offset, section_offset;
    uint32_t flags;
    uint16_t header_bytes, program_bytes, program_count;
};

struct program {
    uint32_t type, flags;
    uint64_t offset, address, physical, file_bytes, bytes, align;
};

struct dynamic {
    uint64_t tag, value;
};

struct symbol {
    uint32_t name;
    uint8_t info, other;
    uint16_t section;
    uint64_t value, bytes;
};

struct tables {
    const struct symbol *symbols;
    const char *strings;
    const uint32_t *gnu_hash;
    const uint32_t *hash;
};

enum {
    PT_LOAD = 1,
    PT_DYNAMIC = 2,
    DT_HASH = 4,
    DT_STRTAB = 5,
    DT_SYMTAB = 6,
    DT_GNU_HASH = 0x6ffffef5,
};

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Number of symbols: old tables say it, new ones end the last chain by a 1. */
static uint32_t count_symbols(const struct tables *t)
{
    if (t->hash != NULL) {
        return t->hash[1];
    }
    if (t->gnu_hash == NULL) {
        return 0;
    }
    uint32_t buckets = t->gnu_hash[0];
    uint32_t first = t->gnu_hash[1];
    const uint32_t *bucket = t->gnu_hash + 4 + 2 * t->gnu_hash[2];
    const uint32_t *chain = bucket + buckets;
    uint32_t last = 0;
    for (uint32_t i = 0; i < buckets; i++) {
        last = bucket[i] > last ? bucket[i] : last;
    }
    if (last < first) {
        return 0;
    }
    while ((chain[last - first] & 1) == 0) {
        last++;
    }
    return last + 1;
}

static void read_dynamic(const struct dynamic *at, uintptr_t base,
                         struct tables *out)
{
    for (; at->tag != 0; at++) {
        const void *where = (const void *)(base + at->value);
        switch (at->tag) {
        case DT_STRTAB:
            out->strings = where;
            break;
        case DT_SYMTAB:
            out->symbols = where;
            break;
        case DT_HASH:
            out->hash = where;
            break;
        case DT_GNU_HASH:
            out->gnu_hash = where;
            break;
        default:
            break;
        }
    }
}

linuxuplat_gettime linuxuplat_vdso_gettime(const void *vdso)
{
    const struct header *header = vdso;
    struct tables t = {NULL, NULL, NULL, NULL};
    const struct dynamic *dynamic = NULL;
    uintptr_t base = 0;

    if (vdso == NULL) {
        return NULL;
    }
    uintptr_t start = (uintptr_t)vdso;
    for (unsigned i = 0; i < header->program_count; i++) {
        const struct program *p =
            (const struct program *)(start + header->program_offset +
                                     i * sizeof *p);
        if (p->type == PT_LOAD && base == 0) {
            base = start + p->offset - p->address;
        } else if (p->type == PT_DYNAMIC) {
            dynamic = (const struct dynamic *)(start + p->offset);
        }
    }
    if (dynamic == NULL || base == 0) {
        return NULL;
    }
    read_dynamic(dynamic, base, &t);
    if (t.strings == NULL || t.symbols == NULL) {
        return NULL;
    }
    uint32_t count = count_symbols(&t);
    for (uint32_t i = 0; i < count; i++) {
        const struct symbol *s = &t.symbols[i];
        if (s->section != 0 &&
            same(t.strings + s->name, "__vdso_clock_gettime")) {
            return (linuxuplat_gettime)(base + s->value);
        }
    }
    return NULL;
}
