/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In place of musl's own of this name, which reads program headers: the linker
 * script says where thread-local variables begin (uc/plat/thread_pointer.h).
 * The layout is that of __copy_tls, which makes the copies.
 */
#include "pthread_impl.h"

#include "libc.h"

#include <uc/malloc.h>
#include <uc/plat/thread_pointer.h>

hidden void *__copy_tls(unsigned char *mem);
hidden int __init_tp(void *thread);

/* The first thread's, where its variables are few: most programs' are. */
static struct small {
    struct pthread thread;
    void *room[16];
} small;

static struct tls_module module;

/* Alignments are powers of two. */
static size_t round_up(size_t n, size_t align)
{
    return (n + align - 1) & -align;
}

/* Sets what __copy_tls goes by, once: no libraries are loaded later. */
static void describe(void)
{
    const size_t align_of_thread = __alignof__(struct pthread);
    size_t bytes = (size_t)(uc_tls_end - uc_tls_start);
    size_t align = (size_t)(uc_tls_alignment - uc_tls_start);

    if (align < align_of_thread) {
        align = align_of_thread;
    }
    module = (struct tls_module){
        .image = (void *)(uintptr_t)uc_tls_start, /* only read */
        .len = (size_t)(uc_tls_data_end - uc_tls_start),
        .size = round_up(bytes, align),
        .align = align,
    };
    size_t gap = 0;
#ifdef TLS_ABOVE_TP
    module.offset = gap = round_up(GAP_ABOVE_TP, align);
#else
    module.offset = module.size;
#endif
    if (bytes > 0) {
        libc.tls_head = &module;
        libc.tls_cnt = 1;
    }
    libc.tls_align = align;
    /* The vector of modules, the thread, its variables, and the alignment. */
    libc.tls_size = round_up(2 * sizeof(void *) + sizeof(struct pthread) + gap +
                                 module.size + align,
                             align_of_thread);
}

void __init_tls(size_t *aux)
{
    unsigned char *mem = (unsigned char *)&small;

    (void)aux;
    describe();
    if (libc.tls_size > sizeof small) {
        mem = uc_calloc(1, libc.tls_size);
        if (mem == NULL) {
            a_crash();
        }
    }
    (void)__init_tp(__copy_tls(mem));
}
