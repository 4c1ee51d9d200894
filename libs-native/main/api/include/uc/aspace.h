/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ASPACE_H
#define UC_ASPACE_H

/*
 * Contract "aspace" 1.0, one provider, or none: the range of addresses that a
 * platform leaves to programs. A mapping is there at once, its pages when they
 * are first touched: pages of contract "pages", zeroed. The image itself, its
 * heap and its stacks lie elsewhere, and cannot be reached from here.
 *
 * All of it is whole pages: addresses and offsets are multiples of
 * UC_PAGE_SIZE, lengths are rounded up. Pages never hold code.
 *
 * Context of all: thread, but where another one is said.
 */
#include <uc/types.h>

struct uc_trap_frame;

/* What may be done to a page; 0 is nothing. Who may write may read. */
enum uc_aspace_prot {
    UC_ASPACE_READ = 1,
    UC_ASPACE_WRITE = 2,
};

enum uc_aspace_flag {
    UC_ASPACE_FIXED = 1, /* at that address, in the place of what is there */
    UC_ASPACE_KEEP = 2,  /* at that address, unless something is there */
    /*
     * Pages may turn out to be missing when they are touched. Without it, what
     * is writable from the start is refused where memory for all of it is not
     * free or has been promised to others.
     */
    UC_ASPACE_LAZY = 4,
    UC_ASPACE_POPULATE = 8, /* all pages are there at once */
};

struct uc_aspace_object;

/*
 * What stands behind a mapping that does not begin as zeros. Context: thread;
 * may wait. None of them maps or unmaps.
 */
struct uc_aspace_object_ops {
    /* Fills the zeroed page (page) with what is at page (index): 0, -UC_EIO, or
     * -UC_ENXIO (behind the end). Each touched page is a copy of its own. */
    int (*fill)(struct uc_aspace_object *object, uint64_t index, void *page);
    /*
     * Returns 0 with page (index) itself in (*page), the same for all mappings
     * of the object, whose it stays: -UC_ENOMEM, -UC_EIO, -UC_ENXIO. With
     * (write) it is about to be written to; else it comes again before it is.
     * NULL where mappings are copies.
     */
    int (*share)(struct uc_aspace_object *object, uint64_t index, bool write,
                 void **page);
    /* One more mapping, or one less. */
    void (*retain)(struct uc_aspace_object *object);
    void (*release)(struct uc_aspace_object *object);
};

struct uc_aspace_object {
    const struct uc_aspace_object_ops *ops;
};

struct uc_aspace_mapping {
    uint8_t prot;                    /* enum uc_aspace_prot */
    uint8_t prot_max;                /* that it may ever have */
    uint8_t flags;                   /* enum uc_aspace_flag */
    struct uc_aspace_object *object; /* NULL: zeros */
    uint64_t offset;                 /* in the object, in pages */
};

/*
 * Maps (bytes) at (*at), which is a wish only without UC_ASPACE_FIXED or
 * UC_ASPACE_KEEP, and tells in (*at) where.
 *
 * Errors: -UC_ENOMEM (no memory, or no such addresses: those of the image are
 * none), -UC_EEXIST (UC_ASPACE_KEEP), -UC_EINVAL ((bytes) is 0, an address that
 * is not a page's).
 */
int uc_aspace_map(void **at, size_t bytes,
                  const struct uc_aspace_mapping *mapping);

/* Gives all pages back; where nothing is mapped is no error. -UC_EINVAL;
 * -UC_ENOMEM (a mapping to be parted in two; nothing was unmapped). */
int uc_aspace_unmap(void *at, size_t bytes);

/* Errors: -UC_EINVAL; -UC_ENOMEM (nothing is mapped at a part of it, or as
 * above); -UC_EACCES (beyond prot_max). Nothing has changed then. */
int uc_aspace_protect(void *at, size_t bytes, unsigned prot);

/* Gives pages back; touched again they are as at first. -UC_EINVAL; -UC_ENOMEM
 * (nothing is mapped at a part of it; the rest was done). */
int uc_aspace_discard(void *at, size_t bytes);

/*
 * Makes the mapping, or a part of one, at (*at) longer or shorter. With (move)
 * it may go elsewhere to grow, or to (*to) where (to) is not NULL, in the place
 * of what is there; its pages go along. (*at) tells where.
 *
 * Errors: -UC_EINVAL, -UC_EFAULT (not one mapping), -UC_ENOMEM.
 */
int uc_aspace_resize(void **at, size_t bytes, size_t new_bytes, bool move,
                     void *const *to);

/*
 * Touches all pages for reading, or with (write) for writing, so that no fault
 * comes later; what is not in the range of programs is none of its business.
 * -UC_EFAULT (not allowed, not mapped), -UC_ENOMEM, or what the object says.
 */
int uc_aspace_populate(const void *at, size_t bytes, bool write);

/*
 * The next write to a page of (object) asks for it again (share). Returns
 * whether that is so: not where the platform takes no faults, whose pages may
 * be written to at any time.
 */
bool uc_aspace_clean(struct uc_aspace_object *object);

/* As uc_aspace_populate, of what stands for an object alone, and with as much
 * as is allowed: for a buffer that is used while a file system is locked. */
void uc_aspace_bring_objects(const void *at, size_t bytes, bool write);

/* Calls (visit) for each mapping in a range, in order, until it returns other
 * than 0, which is then the result. (visit) changes no mapping. */
int uc_aspace_each(const void *at, size_t bytes,
                   int (*visit)(void *arg, char *start, size_t bytes,
                                const struct uc_aspace_mapping *mapping),
                   void *arg);

/*
 * The page behind (at) as an address of contract "pages", with (at)'s offset in
 * it; NULL where there is none. For platforms, which tell devices. Context:
 * any.
 */
void *uc_aspace_page(const void *at);

enum uc_aspace_reason {
    UC_ASPACE_UNMAPPED,  /* nothing is mapped there */
    UC_ASPACE_DENIED,    /* something is, and may not be used so */
    UC_ASPACE_NO_MEMORY, /* something is, and there is no page for it */
    UC_ASPACE_NO_DATA,   /* behind the end of the object, or an error of it */
};

struct uc_aspace_fault {
    uintptr_t address;
    enum uc_aspace_reason reason;
    bool write;
};

/*
 * Called by the platform for a page fault anywhere: brings the page, has the
 * interrupted code go on elsewhere (uc_trap_call), or tells what is wrong.
 *
 * Returns NULL where the code goes on, with (frame), else the text for
 * uc_panic_trap. Context: exception, on a stack that is not in the range of
 * programs; interrupts off.
 */
const char *uc_aspace_fault(uintptr_t address, bool write,
                            struct uc_trap_frame *frame);

/*
 * Weak hook: a fault that no page mends. Returns whether the interrupted code
 * goes on: with another (frame), by uc_trap_call for instance. Context: as
 * above.
 */
bool uc_hook_aspace_fault(const struct uc_aspace_fault *fault,
                          struct uc_trap_frame *frame);

#endif /* UC_ASPACE_H */
