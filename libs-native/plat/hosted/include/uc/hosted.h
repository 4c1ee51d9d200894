/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_H
#define UC_HOSTED_H

/*
 * What a test program may ask of platform "hosted", which plays the hardware.
 * All functions: context test (the program's own thread).
 */
#include <uc/plat.h>

/*
 * Written once in a test program that wants an image's start-up before its
 * first test: (line) is taken as command line, parameters are applied and the
 * init steps of all linked libraries run, as contract "boot" does it.
 *
 *     UC_HOSTED_BOOT("net.addr=10.0.0.2/24");
 */
#define UC_HOSTED_BOOT(line)                                                   \
    extern const char uc_hook_hosted_boot[];                                   \
    const char uc_hook_hosted_boot[] UC_USED = line

/*
 * The same as a call, for fuzzers and for tests that prepare the platform
 * first. At most once. Returns 0, or the error of the parameter or step that
 * failed, which it names on stderr.
 */
int uc_hosted_boot(const char *line);

/*
 * Adds a free region of (bytes), rounded up to pages, to what
 * uc_plat_memory_region tells; regions never touch each other. Before the first
 * query only; without any, there is one of 64 MiB.
 */
void uc_hosted_memory_add(size_t bytes);

/*
 * Fires interrupt line (irq), 0 to 63: its handler runs now, or as soon as
 * interrupts are not masked. Returns false where nobody has claimed it.
 */
bool uc_hosted_irq_fire(uc_irq_t irq);

/* Calls (run)(arg) at (when), while the image idles or polls: a device's side.
 */
void uc_hosted_at(uc_nsec_t when, void (*run)(void *arg), void *arg);

/*
 * From here on time is simulated: it stands at what it was, goes on by 1 us
 * with each look at it, and jumps while the image idles. Tests of hours take no
 * time and give the same result each time.
 */
void uc_hosted_clock_simulate(void);
void uc_hosted_clock_advance(uc_nsec_t span);

/*
 * Splits what uc_dma_map tells at every page, no two of them neighbours, and
 * adds (offset) to each address: a driver that confuses the kinds of addresses
 * or ignores segments fails. (offset) is page-aligned; (split) false is the
 * identity plus (offset).
 */
void uc_hosted_dma(bool split, uc_paddr_t offset);

/* Where the CPU sees device address (addr): for tests that play the device. */
void *uc_hosted_dma_to_cpu(uc_paddr_t addr);

/* A range of device registers that a test plays. */
struct uc_hosted_mmio {
    volatile void *base; /* memory that nothing else uses */
    size_t bytes;
    /* Accesses of (bytes) at (offset); values in the CPU's byte order. */
    uint64_t (*read)(void *arg, size_t offset, unsigned bytes);
    void (*write)(void *arg, size_t offset, unsigned bytes, uint64_t value);
    void *arg;
    struct uc_hosted_mmio *next; /* of hosted */
};

/*
 * From here on uc_mmio_read and uc_mmio_write within (range) call it; elsewhere
 * they are memory. An access that is not aligned ends the program. Owns:
 * (range) stays the caller's until it is removed.
 */
void uc_hosted_mmio_add(struct uc_hosted_mmio *range);
void uc_hosted_mmio_remove(struct uc_hosted_mmio *range);

/* Whether pages of programs must be there before they are touched, as on a
 * platform that takes no fault for them; false at start. */
void uc_hosted_paging_eager(bool enabled);

/* The initial ramdisk; kept by reference. NULL: none. */
void uc_hosted_initrd_set(const void *base, size_t bytes);

/* Whether the platform's entropy source and the CPU's answer; true at start. */
void uc_hosted_entropy_enable(bool enabled);

/*
 * Runs (fn)(arg) and returns true where it ended by uc_panic, a failed
 * UC_ASSERT, uc_exit or uc_plat_crash, false where it returned. For tests of
 * what must not go on; the panic's text is kept in (text), which may be NULL.
 */
bool uc_hosted_panics(void (*fn)(void *arg), void *arg, char *text,
                      size_t text_bytes);

/* A frame as tests make it up for uc_panic_trap. */
struct uc_trap_frame {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t fp;
};

#endif /* UC_HOSTED_H */
