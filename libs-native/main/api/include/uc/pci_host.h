/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PCI_HOST_H
#define UC_PCI_HOST_H

/*
 * Contract "pcihost" 1.0, one provider: how a platform reaches PCI. For the
 * provider of contract "pci"; drivers use <uc/pci.h>.
 *
 * A function has the address bus << 8 | device << 3 | function.
 */
#include <uc/types.h>

/*
 * Reads (bytes), 1, 2 or 4, of configuration space at (reg), a multiple of
 * (bytes). Where nobody answers all bits are ones. Context: any.
 */
uint32_t uc_pci_host_read(uint32_t address, unsigned reg, unsigned bytes);
void uc_pci_host_write(uint32_t address, unsigned reg, unsigned bytes,
                       uint32_t value);

/*
 * Maps registers, uncached; NULL where such an address cannot be. Context: boot
 * or thread.
 */
volatile void *uc_pci_host_map(uc_paddr_t base, uint64_t bytes);

/*
 * Fills in where on bus 0 registers may be put that firmware gave no place.
 * Errors: -UC_ENOENT (nowhere). Context: boot or thread.
 */
int uc_pci_host_window(uc_paddr_t *base, uc_paddr_t *end);

/* What a device writes to interrupt. */
struct uc_pci_host_message {
    uint64_t address;
    uint32_t data;
};

/*
 * Calls (handler)(arg), in interrupt context as uc_plat_irq_claim does, when
 * somebody writes (*out).
 *
 * Errors: -UC_ENOSPC (no message left). Context: boot or thread.
 */
int uc_pci_host_message_claim(void (*handler)(void *arg), void *arg,
                              struct uc_pci_host_message *out);
void uc_pci_host_message_release(const struct uc_pci_host_message *message);

/*
 * Calls (handler)(arg) when interrupt line (line), as firmware wrote it into
 * the device's configuration space, is raised. Lines are shared: each handler
 * looks whether it was its device, and quiets it.
 *
 * Errors: -UC_ENOENT (no such line), -UC_ENOSPC (too many share).
 * Context: boot or thread.
 */
int uc_pci_host_line_claim(unsigned line, void (*handler)(void *arg),
                           void *arg);

#endif /* UC_PCI_HOST_H */
