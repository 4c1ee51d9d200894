/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/pci_host.h>
#include <uc/test.h>

/* Not public: of the library, but for this test. */
#include "bars.c"
#include "scan.c"

/*
 * A machine of functions that a test plays: configuration space as bytes, with
 * the bits of each BAR that can be set.
 */
enum {
    PLAYED = 8,
    WINDOW = 0xc0000000,
};

struct function {
    uint32_t address;
    uint8_t space[256];
    uint32_t bar_mask[6];
};

static struct function functions[PLAYED];
static unsigned functions_n;
static uint8_t registers[1 << 14];
static unsigned messages, lines;

static struct function *find(uint32_t address)
{
    for (unsigned i = 0; i < functions_n; i++) {
        if (functions[i].address == address) {
            return &functions[i];
        }
    }
    return NULL;
}

uint32_t uc_pci_host_read(uint32_t address, unsigned reg, unsigned bytes)
{
    const struct function *function = find(address);
    uint32_t value = 0;
    if (function == NULL || reg + bytes > 256) {
        return bytes == 4 ? UINT32_MAX : (1u << 8 * bytes) - 1;
    }
    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint32_t)function->space[reg + i] << 8 * i;
    }
    return value;
}

void uc_pci_host_write(uint32_t address, unsigned reg, unsigned bytes,
                       uint32_t value)
{
    struct function *function = find(address);
    if (function == NULL || reg + bytes > 256) {
        return;
    }
    if (reg >= PCI_BAR && reg < PCI_BAR + 24 && bytes == 4) {
        uint32_t mask = function->bar_mask[(reg - PCI_BAR) / 4];
        uint32_t old = uc_pci_host_read(address, reg, 4);
        value = (value & mask) | (old & ~mask);
    }
    for (unsigned i = 0; i < bytes; i++) {
        function->space[reg + i] = (uint8_t)(value >> 8 * i);
    }
}

volatile void *uc_pci_host_map(uc_paddr_t base, uint64_t bytes)
{
    (void)base;
    return bytes <= sizeof registers ? registers : NULL;
}

int uc_pci_host_window(uc_paddr_t *base, uc_paddr_t *end)
{
    *base = WINDOW;
    *end = WINDOW + 0x10000000;
    return 0;
}

int uc_pci_host_message_claim(void (*handler)(void *arg), void *arg,
                              struct uc_pci_host_message *out)
{
    (void)handler;
    (void)arg;
    messages++;
    *out = (struct uc_pci_host_message){0xfee00000, 0x40 + messages};
    return 0;
}

void uc_pci_host_message_release(const struct uc_pci_host_message *message)
{
    (void)message;
}

int uc_pci_host_line_claim(unsigned line, void (*handler)(void *arg), void *arg)
{
    (void)handler;
    (void)arg;
    lines = line;
    return 0;
}

static void put(struct function *function, unsigned reg, unsigned bytes,
                uint32_t value)
{
    for (unsigned i = 0; i < bytes; i++) {
        function->space[reg + i] = (uint8_t)(value >> 8 * i);
    }
}

static struct function *add(uint32_t address, uint32_t id, uint32_t class_code)
{
    struct function *function = &functions[functions_n++];
    memset(function, 0, sizeof *function);
    function->address = address;
    put(function, PCI_ID, 4, id);
    put(function, PCI_REVISION, 4, class_code << 8 | 3);
    put(function, PCI_LINE, 1, 11);
    return function;
}

static void set_bar(struct function *function, unsigned bar, uint32_t value,
                    uint32_t mask)
{
    put(function, PCI_BAR + 4 * bar, 4, value);
    function->bar_mask[bar] = mask;
}

static struct uc_pci_device *at(struct uc_pci_device *all, uint32_t address)
{
    while (all != NULL && all->address != address) {
        all = all->next;
    }
    return all;
}

UC_TEST(sizes_bars_of_either_width_and_of_none)
{
    functions_n = 0;
    struct function *card = add(0x10, 0x100e8086, 0x020000);
    set_bar(card, 0, 0xfe000000, 0xfffe0000);
    set_bar(card, 1, 0x00000004 | 0x40000000, 0xffffc000);
    set_bar(card, 2, 0x00000008, 0xffffffff); /* high half: 0x8_4000_0000 */
    set_bar(card, 3, 0xc001, 0xffffffc0);
    set_bar(card, 5, 0x00000004, 0xffff0000); /* wide, without a high half */

    struct uc_pci_device *dev = at(pci_scan(), 0x10);
    UC_REQUIRE(dev != NULL);
    UC_EXPECT_EQ(dev->vendor, 0x8086);
    UC_EXPECT_EQ(dev->device, 0x100e);
    UC_EXPECT_EQ(dev->class_code, 0x020000);
    UC_EXPECT_EQ(dev->revision, 3);
    UC_EXPECT_EQ(dev->bars[0].bytes, 0x20000);
    UC_EXPECT_EQ(dev->bars[0].base, 0xfe000000);
    UC_EXPECT(dev->bars[1].wide);
    UC_EXPECT_EQ(dev->bars[1].bytes, 0x4000);
    UC_EXPECT_EQ(dev->bars[1].base, UINT64_C(0x840000000));
    UC_EXPECT_EQ(dev->bars[2].bytes, 0);
    UC_EXPECT(dev->bars[3].io);
    UC_EXPECT_EQ(dev->bars[3].bytes, 0x40);
    UC_EXPECT_EQ(dev->bars[4].bytes, 0);
    UC_EXPECT_EQ(dev->bars[5].bytes, 0);
    /* What it found is what the device still says. */
    UC_EXPECT_EQ(uc_pci_read(dev, PCI_BAR, 4), 0xfe000000);
    UC_EXPECT(uc_pci_map(dev, 1, 0x4000) != NULL);
    UC_EXPECT(uc_pci_map(dev, 1, 0x4001) == NULL);
    UC_EXPECT(uc_pci_map(dev, 3, 1) == NULL);
    UC_EXPECT(uc_pci_map(dev, 4, 0) == NULL);
    UC_EXPECT(uc_pci_map(dev, 6, 0) == NULL);
}

UC_TEST(places_bars_that_firmware_left_where_nothing_else_is)
{
    functions_n = 0;
    set_bar(add(0x08, 0x00011234, 0x020000), 0, WINDOW, 0xffff0000);
    set_bar(add(0x10, 0x00021234, 0x020000), 0, 0, 0xfffff000);
    set_bar(add(0x18, 0x00031234, 0x020000), 0, 0, 0xfff00000);
    set_bar(add(0x20, 0x00041234, 0x020000), 0, 0, 0x80000000); /* too large */
    struct uc_pci_device *all = pci_scan();

    UC_EXPECT_EQ(at(all, 0x10)->bars[0].base, WINDOW + 0x10000);
    UC_EXPECT_EQ(uc_pci_read(at(all, 0x10), PCI_BAR, 4), WINDOW + 0x10000);
    UC_EXPECT_EQ(at(all, 0x18)->bars[0].base, WINDOW + 0x100000);
    UC_EXPECT_EQ(at(all, 0x20)->bars[0].base, 0);
    UC_EXPECT(uc_pci_map(at(all, 0x20), 0, 0) == NULL);
}

static struct function *bridge(uint32_t address, uint32_t buses)
{
    struct function *function = add(address, 0x000b1b36, 0x060400);
    put(function, PCI_HEADER_TYPE, 1, PCI_HEADER_BRIDGE);
    put(function, PCI_BUSES, 4, buses);
    return function;
}

UC_TEST(follows_bridges_into_their_windows_and_circles_once)
{
    functions_n = 0;
    struct function *first = bridge(0x08, 0x00020100);
    put(first, PCI_MEMORY_BASE, 4, 0xd010d000); /* 0xd0000000 to 0xd01fffff */
    bridge(0x108, 0x00010200);
    bridge(0x208, 0x00020100); /* back to bus 1 */
    bridge(0x10, 0);           /* left alone by firmware */
    set_bar(add(0x110, 0x00011234, 0x020000), 0, 0, 0xfff00000);
    set_bar(add(0x210, 0x00021234, 0x020000), 0, 0, 0xfff00000);
    struct uc_pci_device *all = pci_scan();

    UC_REQUIRE(at(all, 0x110) != NULL && at(all, 0x210) != NULL);
    UC_EXPECT_EQ(at(all, 0x110)->bars[0].base, 0xd0000000);
    UC_EXPECT_EQ(at(all, 0x210)->bars[0].base, 0); /* no window there */
}

UC_TEST(looks_at_further_functions_of_those_that_have_some)
{
    functions_n = 0;
    put(add(0x08, 0x00011234, 0), PCI_HEADER_TYPE, 1, PCI_HEADER_MULTI);
    add(0x0a, 0x00021234, 0);
    add(0x10, 0x00031234, 0);
    add(0x11, 0x00041234, 0); /* a shadow of 0x10, which has but one */
    struct uc_pci_device *all = pci_scan();
    UC_EXPECT(at(all, 0x08) != NULL && at(all, 0x0a) != NULL);
    UC_EXPECT(at(all, 0x11) == NULL);
}

static void put_capability(struct function *function, unsigned reg, uint8_t id,
                           uint8_t next)
{
    put(function, PCI_STATUS, 2, PCI_STATUS_CAPABILITIES);
    put(function, reg, 1, id);
    put(function, reg + 1, 1, next);
}

UC_TEST(lists_of_capabilities_end)
{
    functions_n = 0;
    struct function *card = add(0x08, 0x00011234, 0);
    struct uc_pci_device *dev = at(pci_scan(), 0x08);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0), 0);
    put(card, PCI_CAPABILITIES, 1, 0x40);
    put_capability(card, 0x40, 9, 0x50);
    put_capability(card, 0x50, 5, 0x61); /* the low bits do not count */
    put_capability(card, 0x60, 9, 0);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0), 0x40);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0x40), 0x60);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0x60), 0);
    put_capability(card, 0x60, 9, 0x40); /* a circle */
    UC_EXPECT_EQ(uc_pci_capability(dev, 0x11, 0), 0);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0x40), 0x60);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0x60), 0);
    put_capability(card, 0x60, 9, 0x60);
    UC_EXPECT_EQ(uc_pci_capability(dev, 9, 0x60), 0);
    put_capability(card, 0x60, 9, 0x10); /* into the header */
    UC_EXPECT_EQ(uc_pci_capability(dev, 0x11, 0), 0);
}

static void handler(void *arg)
{
    (void)arg;
}

UC_TEST(interrupts_by_msix_else_msi_else_the_line)
{
    functions_n = 0;
    messages = lines = 0;
    struct function *card = add(0x08, 0x00011234, 0);
    set_bar(card, 1, 0xfe000000, 0xffffc000);
    put(card, PCI_CAPABILITIES, 1, 0x40);
    put_capability(card, 0x40, PCI_CAP_MSI, 0x50);
    put(card, 0x42, 2, 1 << 7); /* 64 bits wide */
    put_capability(card, 0x50, PCI_CAP_MSIX, 0);
    put(card, 0x52, 2, 3); /* four entries */
    put(card, 0x54, 4, 0x2000 | 1);

    struct uc_pci_device *dev = at(pci_scan(), 0x08);
    UC_EXPECT_EQ(uc_pci_irq_claim(dev, 2, handler, NULL), 0);
    UC_EXPECT_EQ(dev->irq_kind, UC_PCI_IRQ_MESSAGE);
    UC_EXPECT_EQ(dev->msix_n, 4);
    UC_EXPECT_EQ(uc_pci_irq_claim(dev, 4, handler, NULL), -UC_ENOENT);
    UC_EXPECT((card->space[0x53] & 0xc0) == 0x80); /* on, not masked */
    UC_EXPECT_EQ(registers[0x2000 + 2 * 16 + 8], 0x41);
    UC_EXPECT_EQ(registers[0x2000 + 2 * 16 + 12], 0);
    UC_EXPECT_EQ(registers[0x2000 + 3 * 16 + 12], 1);

    put(card, 0x54, 4, 0x3ff0 | 1); /* the table leaves its BAR */
    dev = at(pci_scan(), 0x08);
    UC_EXPECT_EQ(uc_pci_irq_claim(dev, 0, handler, NULL), 0);
    UC_EXPECT(dev->msix_table == NULL);
    UC_EXPECT_EQ(dev->irq_kind, UC_PCI_IRQ_MESSAGE);
    UC_EXPECT_EQ(card->space[0x4c], 0x42);
    UC_EXPECT_EQ(card->space[0x42] & 1, 1);
    UC_EXPECT_EQ(uc_pci_irq_claim(dev, 0, handler, NULL), -UC_ENOENT);

    put(card, PCI_CAPABILITIES, 1, 0);
    dev = at(pci_scan(), 0x08);
    UC_EXPECT_EQ(uc_pci_irq_claim(dev, 0, handler, NULL), 0);
    UC_EXPECT_EQ(dev->irq_kind, UC_PCI_IRQ_LINE);
    UC_EXPECT_EQ(lines, 11);
}

UC_TEST(no_machine_however_broken_keeps_it)
{
    srand(1);
    for (int round = 0; round < 300; round++) {
        functions_n = 0;
        for (unsigned i = 0; i < PLAYED; i++) {
            uint32_t bus = i < 4 ? 0 : (uint32_t)rand() % 3;
            struct function *one = add(bus << 8 | i << 3, 0x00011234, 0);
            for (int change = rand() % 64; change > 0; change--) {
                one->space[4 + rand() % 252] = (uint8_t)rand();
            }
            for (unsigned bar = 0; bar < 6; bar++) {
                one->bar_mask[bar] = (uint32_t)rand() << (rand() % 32);
            }
        }
        for (struct uc_pci_device *dev = pci_scan(); dev != NULL;
             dev = dev->next) {
            unsigned caps = 0;
            for (unsigned cap = 0;
                 caps < 100 && (cap = uc_pci_capability(dev, 9, cap)) != 0;) {
                caps++;
            }
            UC_EXPECT_LE(caps, 48u); /* all that find a place */
            (void)uc_pci_irq_claim(dev, (unsigned)rand() % 4, handler, NULL);
            for (unsigned bar = 0; bar < 7; bar++) {
                (void)uc_pci_map(dev, bar, 16);
            }
        }
    }
}
