/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * QEMU TCG plugin that counts guest instructions and visits of addresses.
 *
 *   -plugin ./guest_count.so,counts=PATH,at=ADDR,at=ADDR,...,in=LOW-HIGH,...
 *
 * PATH is shared memory that holds, all the time, 64-bit numbers in the host's
 * byte order: [0] instructions executed, then for each ADDR, in order, two:
 * how often it was executed, and [0] as it was the first time (0: never).
 * Where there is an "in", [0] counts only what lies in one: LOW to below HIGH.
 * ADDR, LOW, HIGH are guest virtual addresses, decimal or 0x hexadecimal.
 *
 * Spec: QEMU 7.2, include/qemu/qemu-plugin.h, API version 1; declared here, as
 * Debian ships no header. Each iteration of a `rep` instruction counts as one.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_cb_flags {
    QEMU_PLUGIN_CB_NO_REGS
};
enum qemu_plugin_op {
    QEMU_PLUGIN_INLINE_ADD_U64
};

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_tb_trans_cb(
    qemu_plugin_id_t id,
    void (*callback)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_insn_exec_cb(
    struct qemu_plugin_insn *insn, void (*callback)(unsigned vcpu, void *data),
    enum qemu_plugin_cb_flags flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
                                                enum qemu_plugin_op op,
                                                void *ptr, uint64_t imm);

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = 1;

enum {
    PLACES_MAX = 32,
    RANGES_MAX = 4,
};

struct shared {
    uint64_t instructions;
    struct {
        uint64_t visits;
        uint64_t first;
    } places[PLACES_MAX];
};

static struct shared *shared;
static uint64_t addresses[PLACES_MAX];
static unsigned places_n;
static struct {
    uint64_t low;
    uint64_t high;
} ranges[RANGES_MAX];
static unsigned ranges_n;

static int counts(uint64_t address)
{
    unsigned i = 0;

    while (i < ranges_n &&
           (address < ranges[i].low || address >= ranges[i].high)) {
        i++;
    }
    return ranges_n == 0 || i < ranges_n;
}

static void visit(unsigned vcpu, void *data)
{
    unsigned i = (unsigned)(uintptr_t)data;

    (void)vcpu;
    if (shared->places[i].visits++ == 0) {
        shared->places[i].first = shared->instructions;
    }
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t k = 0; k < qemu_plugin_tb_n_insns(tb); k++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, k);

        if (counts(qemu_plugin_insn_vaddr(insn))) {
            qemu_plugin_register_vcpu_insn_exec_inline(
                insn, QEMU_PLUGIN_INLINE_ADD_U64, &shared->instructions, 1);
        }
        for (unsigned i = 0; i < places_n; i++) {
            if (addresses[i] == qemu_plugin_insn_vaddr(insn)) {
                qemu_plugin_register_vcpu_insn_exec_cb(
                    insn, visit, QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)i);
            }
        }
    }
}

EXPORTED int qemu_plugin_install(qemu_plugin_id_t id, const void *info,
                                 int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "counts=", 7) == 0) {
            int fd = open(argv[i] + 7, O_RDWR | O_CREAT, 0600);

            if (fd < 0 || ftruncate(fd, sizeof *shared) < 0) {
                perror(argv[i] + 7);
                return -1;
            }
            shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                          MAP_SHARED, fd, 0);
            close(fd);
            if (shared == MAP_FAILED) {
                perror("mmap");
                return -1;
            }
        } else if (strncmp(argv[i], "at=", 3) == 0 && places_n < PLACES_MAX) {
            addresses[places_n++] = strtoull(argv[i] + 3, NULL, 0);
        } else if (strncmp(argv[i], "in=", 3) == 0 && ranges_n < RANGES_MAX) {
            char *dash;

            ranges[ranges_n].low = strtoull(argv[i] + 3, &dash, 0);
            ranges[ranges_n++].high = strtoull(dash + 1, NULL, 0);
        } else {
            fprintf(stderr, "guest_count: bad argument %s\n", argv[i]);
            return -1;
        }
    }
    if (shared == NULL) {
        fprintf(stderr, "guest_count: counts=PATH is missing\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    return 0;
}
