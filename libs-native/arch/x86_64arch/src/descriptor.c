/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/descriptor.h>
#include <uc/arch/x86_64/trap.h>

struct UC_PACKED table_pointer {
    uint16_t limit;
    uint64_t base;
};

void uc_x86_gdt_load(struct uc_x86_gdt *gdt, struct uc_x86_tss *tss)
{
    uint64_t base = (uint64_t)tss;
    struct table_pointer pointer = {sizeof *gdt - 1, (uint64_t)gdt};

    tss->io_map = sizeof *tss; /* past the limit: no map */
    gdt->entry[UC_X86_CODE / 8] = UC_X86_GDT_CODE;
    gdt->entry[UC_X86_DATA / 8] = UC_X86_GDT_DATA;
    gdt->entry[UC_X86_TSS / 8] = (sizeof *tss - 1) | (base & 0xffffff) << 16 |
                                 UINT64_C(0x89) << 40 |
                                 (base >> 24 & 0xff) << 56;
    gdt->entry[UC_X86_TSS / 8 + 1] = base >> 32;

    __asm__ volatile("lgdt %0\n\t"
                     "ltr %w1\n\t"
                     "movl %2, %%ss\n\t"
                     "movl %3, %%ds\n\t"
                     "movl %3, %%es"
                     :
                     : "m"(pointer), "r"(UC_X86_TSS), "r"(UC_X86_DATA), "r"(0)
                     : "memory");
}

void uc_x86_gate_set(struct uc_x86_gate *gate, void (*entry)(void),
                     unsigned ist)
{
    uint64_t offset = (uint64_t)entry;

    *gate = (struct uc_x86_gate){
        .offset_low = (uint16_t)offset,
        .selector = UC_X86_CODE,
        .ist = (uint8_t)ist,
        .type = 0x8e, /* present, interrupt gate: clears IF */
        .offset_middle = (uint16_t)(offset >> 16),
        .offset_high = (uint32_t)(offset >> 32),
    };
}

void uc_x86_idt_set_traps(struct uc_x86_gate *idt, unsigned ist)
{
    for (unsigned i = 0; i < UC_X86_TRAPS; i++) {
        const char *stub =
            uc_x86_trap_stubs + (size_t)i * UC_X86_TRAP_STUB_BYTES;
        uc_x86_gate_set(&idt[i], (void (*)(void))(uintptr_t)stub, ist);
    }
}

void uc_x86_idt_load(const struct uc_x86_gate *idt, unsigned gates)
{
    struct table_pointer pointer = {
        (uint16_t)(gates * sizeof(struct uc_x86_gate) - 1), (uint64_t)idt};

    __asm__ volatile("lidt %0" ::"m"(pointer) : "memory");
}
