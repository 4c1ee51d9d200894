/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/lapic.h>
#include <uc/assert.h>
#include <uc/errors.h>
#include <uc/pc/pc.h>
#include <uc/pci_host.h>
#include <uc/plat/irq.h>

#include "ioapic.h"
#include "irq.h"
#include "lapic.h"
#include "madt.h"
#include "message.h"
#include "vectors.h"

enum {
    VECTORS = PC_IDT_GATES - PC_VECTOR_MESSAGE,
    SHARERS = 32,
    NO_LINE = 0xff,
    DESTINATION_SHIFT = 12, /* in the address of a message */
};

static struct pc_handler handlers[VECTORS];

/* A device on a line that others may share. */
struct sharer {
    struct pc_handler handler;
    struct sharer *next;
};

static struct sharer sharers[SHARERS];
static unsigned sharers_n;

/* Lines in use, each with a vector of its own. */
static struct shared_line {
    uint32_t line;
    struct sharer *first;
} lines[SHARERS];
static unsigned lines_n;

void pc_message(unsigned vector)
{
    const struct pc_handler *handler = &handlers[vector - PC_VECTOR_MESSAGE];

    if (handler->handler != NULL) {
        handler->handler(handler->arg);
    }
}

/* A vector that calls (handler)(arg) from now on; 0 where none is left. */
static unsigned take_vector(void (*handler)(void *arg), void *arg)
{
    uc_pc_lapic_start();
    for (unsigned i = 0; i < VECTORS; i++) {
        if (handlers[i].handler == NULL) {
            unsigned long state = uc_plat_irq_save();
            handlers[i] = (struct pc_handler){handler, arg};
            uc_plat_irq_restore(state);
            return PC_VECTOR_MESSAGE + i;
        }
    }
    return 0;
}

int uc_pci_host_message_claim(void (*handler)(void *arg), void *arg,
                              struct uc_pci_host_message *out)
{
    unsigned vector = take_vector(handler, arg);

    if (vector == 0) {
        return -UC_ENOSPC;
    }
    /* Spec: Intel SDM volume 3, 10.11: to this CPU, fixed, by edge. */
    out->address = UC_X86_LAPIC_BASE | pc_lapic_id() << DESTINATION_SHIFT;
    out->data = vector;
    return 0;
}

void uc_pci_host_message_release(const struct uc_pci_host_message *message)
{
    unsigned index = message->data - PC_VECTOR_MESSAGE;

    UC_ASSERT(index < VECTORS);
    handlers[index].handler = NULL;
}

/* Context: interrupt handler. */
static void line_raised(void *arg)
{
    const struct shared_line *line = arg;

    for (const struct sharer *at = line->first; at != NULL; at = at->next) {
        at->handler.handler(at->handler.arg);
    }
}

/* Lines of PCI are active low, by level, unless the tables tell otherwise. */
static uint32_t flags_of(uint32_t *line)
{
    const struct pc_madt *madt = pc_madt();

    for (unsigned i = 0; i < madt->overrides_n; i++) {
        if (madt->overrides[i].irq == *line) {
            *line = madt->overrides[i].line;
            return madt->overrides[i].flags | PC_IOAPIC_LEVEL;
        }
    }
    return PC_IOAPIC_ACTIVE_LOW | PC_IOAPIC_LEVEL;
}

static struct shared_line *find_line(uint32_t line)
{
    for (unsigned i = 0; i < lines_n; i++) {
        if (lines[i].line == line) {
            return &lines[i];
        }
    }
    return NULL;
}

int uc_pci_host_line_claim(unsigned irq, void (*handler)(void *arg), void *arg)
{
    if (irq == 0 || irq >= NO_LINE) {
        return -UC_ENOENT;
    }
    if (sharers_n == SHARERS) {
        return -UC_ENOSPC;
    }
    struct shared_line *shared = find_line(irq);
    struct sharer *sharer = &sharers[sharers_n];
    sharer->handler = (struct pc_handler){handler, arg};
    sharer->next = shared != NULL ? shared->first : NULL;
    if (shared != NULL) {
        unsigned long state = uc_plat_irq_save();
        shared->first = sharer;
        uc_plat_irq_restore(state);
        sharers_n++;
        return 0;
    }
    shared = &lines[lines_n];
    *shared = (struct shared_line){irq, sharer};
    unsigned vector = take_vector(line_raised, shared);
    if (vector == 0) {
        return -UC_ENOSPC;
    }
    uint32_t line = irq;
    uint32_t flags = flags_of(&line);
    int err = pc_ioapic_route(line, vector, flags);
    if (err < 0) {
        handlers[vector - PC_VECTOR_MESSAGE].handler = NULL;
        return err;
    }
    lines_n++;
    sharers_n++;
    return 0;
}
