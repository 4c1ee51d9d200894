/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's memory, in place of its mem.c and memp.c: free lists on top of
 * contract "malloc". Nothing is taken before it is needed; what was taken for
 * fixed-size objects stays with its list, bounded by the numbers of lwipopts.h.
 */
#include <uc/malloc.h>

#include <string.h>

#include "internal.h"
#include "lwip/mem.h"
#include "lwip/memp.h"

/* All of memp.c's includes: sizes of every object. */
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/pbuf.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include "netif/ppp/ppp_opts.h" /* MEMP_NUM_SYS_TIMEOUT counts its timers */

struct object {
    struct object *next;
};

/* Fixed-size objects. */

struct pool {
    uint16_t bytes;
    uint16_t most;
};

static const struct pool pools[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, num, size, desc)                                    \
    {LWIP_MEM_ALIGN_SIZE(size), (uint16_t)(num)},
#include "lwip/priv/memp_std.h"
};

static struct {
    struct object *free[MEMP_MAX];
    uint16_t made[MEMP_MAX];
} memp;

/* Objects are made a few at a time, so that malloc's own overhead is shared. */
enum {
    GROW_BYTES = 1024,
};

static unsigned grow_count(const struct pool *pool, unsigned made)
{
    unsigned count = UC_CONFIG_LWIP_POOLS ? GROW_BYTES / pool->bytes : 1;

    if (count == 0) {
        count = 1;
    }
    return count < pool->most - made ? count : pool->most - made;
}

static UC_NOINLINE void *memp_grow(memp_t type)
{
    const struct pool *pool = &pools[type];
    unsigned count = grow_count(pool, memp.made[type]);

    if (count == 0) {
        return NULL;
    }
    char *chunk = uc_malloc((size_t)count * pool->bytes);
    if (chunk == NULL) {
        return NULL;
    }
    memp.made[type] = (uint16_t)(memp.made[type] + count);
    for (unsigned i = 1; i < count; i++) {
        memp_free(type, chunk + (size_t)i * pool->bytes);
    }
    return chunk;
}

void *memp_malloc(memp_t type)
{
    struct object *object = memp.free[type];

    if (UC_UNLIKELY(object == NULL)) {
        return memp_grow(type);
    }
    memp.free[type] = object->next;
    return object;
}

void memp_free(memp_t type, void *mem)
{
    struct object *object = mem;

    if (object == NULL) {
        return;
    }
    if (!UC_CONFIG_LWIP_POOLS) {
        memp.made[type]--;
        uc_free(object);
        return;
    }
    object->next = memp.free[type];
    memp.free[type] = object;
}

bool lwip_memp_in_use(memp_t type)
{
    unsigned idle = 0;

    for (const struct object *o = memp.free[type]; o != NULL; o = o->next) {
        idle++;
    }
    return memp.made[type] > idle;
}

void memp_init(void)
{
}

/* Memory of any size: mostly headers of segments, and data copied to send. */

enum {
    CLASS_SHIFT_MIN = 7, /* 128 bytes, a TCP header with its pbuf */
    CLASSES = 5,         /* to 2 KiB */
    CLASS_NONE = CLASSES,
    KEEP_BYTES = 64 * 1024, /* of each class, at most */
};

struct block {
    union {
        size_t class; /* while in use */
        struct block *next;
    };
    char data[] UC_ALIGNED(8);
};

static struct {
    struct block *free[CLASSES];
    uint16_t kept[CLASSES];
} heap;

static unsigned class_of(size_t bytes)
{
    if (bytes <= (1u << CLASS_SHIFT_MIN)) {
        return 0;
    }
    unsigned bits =
        (unsigned)(sizeof(long) * 8) - (unsigned)__builtin_clzl(bytes - 1);
    return bits - CLASS_SHIFT_MIN < CLASSES ? bits - CLASS_SHIFT_MIN
                                            : CLASS_NONE;
}

void *mem_malloc(mem_size_t size)
{
    size_t bytes = size + sizeof(struct block);
    unsigned class = UC_CONFIG_LWIP_POOLS ? class_of(bytes) : CLASS_NONE;
    struct block *block;

    if (class < CLASSES) {
        block = heap.free[class];
        if (UC_LIKELY(block != NULL)) {
            heap.free[class] = block->next;
            heap.kept[class]--;
            block->class = class;
            return block->data;
        }
        bytes = (size_t)1 << (CLASS_SHIFT_MIN + class);
    }
    block = uc_malloc(bytes);
    if (block == NULL) {
        return NULL;
    }
    block->class = class;
    return block->data;
}

void mem_free(void *mem)
{
    if (mem == NULL) {
        return;
    }
    struct block *block = UC_CONTAINER_OF(mem, struct block, data);
    size_t class = block->class;

    if (class < CLASSES &&
        heap.kept[class] < KEEP_BYTES >> (CLASS_SHIFT_MIN + class)) {
        block->next = heap.free[class];
        heap.free[class] = block;
        heap.kept[class]++;
        return;
    }
    uc_free(block);
}

void *mem_calloc(mem_size_t count, mem_size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    void *mem = mem_malloc(bytes);
    if (mem != NULL) {
        memset(mem, 0, bytes);
    }
    return mem;
}

/* lwIP trims its last allocation at times; a block stays as large as it is. */
void *mem_trim(void *mem, mem_size_t size)
{
    (void)size;
    return mem;
}

void mem_init(void)
{
}
