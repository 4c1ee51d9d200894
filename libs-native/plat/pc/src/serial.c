/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch/x86_64/port.h>
#include <uc/barrier.h>
#include <uc/console.h>
#include <uc/pc/pc.h>

/* First serial port, a 16550A. Spec: National Semiconductor PC16550D. */
enum {
    DATA = 0x3f8,
    INTERRUPT_ENABLE = DATA + 1,
    FIFO_CONTROL = DATA + 2,
    LINE_CONTROL = DATA + 3,
    MODEM_CONTROL = DATA + 4,
    LINE_STATUS = DATA + 5,

    STATUS_DATA_READY = 0x01,
    STATUS_TRANSMITTER_EMPTY = 0x20,
    FIFO_BYTES = 16,
    /* A line that stays busy this long leads nowhere. */
    PATIENCE = 1000000,
};

/* 115200 baud, 8 bits, no parity; FIFOs on; no interrupts. */
void uc_pc_serial_init(void)
{
    uc_x86_out8(INTERRUPT_ENABLE, 0);
    uc_x86_out8(LINE_CONTROL, 0x80); /* the next two are the divisor */
    uc_x86_out8(DATA, 1);
    uc_x86_out8(INTERRUPT_ENABLE, 0);
    uc_x86_out8(LINE_CONTROL, 0x03);
    uc_x86_out8(FIFO_CONTROL, 0x07);
    uc_x86_out8(MODEM_CONTROL, 0x03);
}

static void serial_write(const char *buf, size_t len)
{
    while (len > 0) {
        size_t n = len < FIFO_BYTES ? len : FIFO_BYTES;
        for (unsigned i = 0;
             (uc_x86_in8(LINE_STATUS) & STATUS_TRANSMITTER_EMPTY) == 0; i++) {
            if (i == PATIENCE) {
                return;
            }
            uc_cpu_relax();
        }
        uc_x86_out8_string(DATA, buf, n);
        buf += n;
        len -= n;
    }
}

static size_t serial_read(char *buf, size_t len)
{
    size_t n = 0;
    while (n < len && (uc_x86_in8(LINE_STATUS) & STATUS_DATA_READY) != 0) {
        buf[n] = (char)uc_x86_in8(DATA);
        n++;
    }
    return n;
}

UC_CONSOLE(serial, .write = serial_write, .read = serial_read);
