/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_ARCH_X86_64_PORT_H
#define UC_ARCH_X86_64_PORT_H

/* I/O ports. Privileged: platforms only. */
#include <stddef.h>
#include <stdint.h>

#include <uc/compiler.h>

static UC_ALWAYS_INLINE uint8_t uc_x86_in8(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static UC_ALWAYS_INLINE void uc_x86_out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %w1" ::"a"(value), "Nd"(port) : "memory");
}

static UC_ALWAYS_INLINE uint16_t uc_x86_in16(uint16_t port)
{
    uint16_t value;
    __asm__ volatile("inw %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static UC_ALWAYS_INLINE uint32_t uc_x86_in32(uint16_t port)
{
    uint32_t value;
    __asm__ volatile("inl %w1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static UC_ALWAYS_INLINE void uc_x86_out16(uint16_t port, uint16_t value)
{
    __asm__ volatile("outw %0, %w1" ::"a"(value), "Nd"(port) : "memory");
}

static UC_ALWAYS_INLINE void uc_x86_out32(uint16_t port, uint32_t value)
{
    __asm__ volatile("outl %0, %w1" ::"a"(value), "Nd"(port) : "memory");
}

/*
 * Writes (n) bytes to one port with a single instruction: KVM leaves the guest
 * once for all of them.
 */
static UC_ALWAYS_INLINE void uc_x86_out8_string(uint16_t port,
                                                const void *bytes, size_t n)
{
    __asm__ volatile("rep outsb" : "+S"(bytes), "+c"(n) : "d"(port) : "memory");
}

#endif /* UC_ARCH_X86_64_PORT_H */
