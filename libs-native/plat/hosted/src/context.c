/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Contexts of contract "arch" by ucontext: slow (a system call a switch), but
 * the same on every architecture and known to sanitizers.
 *
 * A context that does not run is a struct suspended on its own stack.
 */
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include <uc/arch.h>
#include <uc/types.h>

#include "internal.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifndef WITH_ASAN
#define WITH_ASAN 0
#endif

#if WITH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

/*
 * What ASan is told of a stack whose lower end the contract does not name: it
 * only looks whether an address lies inside.
 */
static const size_t STACK_GUESS = (size_t)1 << 20;
static const size_t STACK_ALIGN = 16;

struct suspended {
    ucontext_t registers;
    void (*entry)(void *arg);
    void *arg;
    uintptr_t stack_top; /* 0: the host's own stack, known to ASan already */
    const void *stack_bottom;
    size_t stack_bytes;
};

/* The context that runs, and the one that was left to come here. */
static struct suspended *previous;
static uintptr_t current_top;

#if WITH_ASAN
static void before_switch(const struct suspended *to)
{
    /*
     * Whoever frees this stack after its thread has ended must not trip over
     * the red zones of frames that never returned.
     */
    if (current_top != 0) {
        uintptr_t here = (uintptr_t)__builtin_frame_address(0);
        __asan_unpoison_memory_region((void *)here, current_top - here);
    }
    __sanitizer_start_switch_fiber(NULL, to->stack_bottom, to->stack_bytes);
}

static void after_switch(void)
{
    const void *bottom = NULL;
    size_t bytes = 0;

    __sanitizer_finish_switch_fiber(NULL, &bottom, &bytes);
    if (previous->stack_top == 0) {
        previous->stack_bottom = bottom;
        previous->stack_bytes = bytes;
    }
}
#else
static void before_switch(const struct suspended *to)
{
    (void)to;
}

static void after_switch(void)
{
}
#endif

/* makecontext passes ints; a pointer takes two of them. */
static void enter(unsigned high, unsigned low)
{
    struct suspended *self =
        (struct suspended *)(uintptr_t)(((uint64_t)high << 32) | low);
    void (*entry)(void *arg) = self->entry;
    void *arg = self->arg;

    current_top = self->stack_top;
    after_switch();
    entry(arg);
    hosted_misuse("the entry function of a context has returned");
}

void uc_arch_context_init(struct uc_arch_context *ctx, void *stack_top,
                          void (*entry)(void *arg), void *arg)
{
    uintptr_t top = UC_ALIGN_DOWN((uintptr_t)stack_top, STACK_ALIGN);
    uintptr_t at = UC_ALIGN_DOWN(top - sizeof(struct suspended), STACK_ALIGN);
    struct suspended *self = (struct suspended *)at;

    memset(self, 0, sizeof *self);
    (void)getcontext(&self->registers);
    self->entry = entry;
    self->arg = arg;
    self->stack_top = top;
    self->stack_bytes = at < STACK_GUESS ? at - UC_PAGE_SIZE : STACK_GUESS;
    self->stack_bottom = (void *)(top - self->stack_bytes);
    self->registers.uc_link = NULL;
    /* Only its end counts; ASan's makecontext clears the shadow of all of it.
     */
    self->registers.uc_stack.ss_sp = (void *)(at - UC_PAGE_SIZE);
    self->registers.uc_stack.ss_size = UC_PAGE_SIZE;
    makecontext(&self->registers, (void (*)(void))enter, 2,
                (unsigned)((uint64_t)at >> 32), (unsigned)at);
    ctx->sp = self;
}

__attribute__((no_sanitize("address"))) void
uc_arch_context_switch(struct uc_arch_context *from, struct uc_arch_context *to)
{
    struct suspended self = {.stack_top = current_top};
    struct suspended *target = to->sp;

    from->sp = &self;
    previous = &self;
    if (current_top != 0) {
        self.stack_bytes = STACK_GUESS;
        self.stack_bottom = (void *)(current_top - STACK_GUESS);
    }
    before_switch(target);
    (void)swapcontext(&self.registers, &target->registers);
    current_top = self.stack_top;
    after_switch();
}
