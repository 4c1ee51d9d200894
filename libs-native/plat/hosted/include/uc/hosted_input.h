/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_INPUT_H
#define UC_HOSTED_INPUT_H

/*
 * Inputs of tests in which a device does whatever their bytes say: random ones,
 * or a fuzzer's.
 *
 * Memory is the host's, by the compiler's builtins: headers of the pool do not
 * see the host's own.
 */
#include <uc/hosted.h>

struct uc_hosted_input {
    const uint8_t *at;
    size_t left;
};

/* Zeroes behind the end. */
static inline uint32_t uc_hosted_input_byte(struct uc_hosted_input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->at++;
}

static inline uint32_t uc_hosted_input_word(struct uc_hosted_input *input)
{
    uint32_t word = uc_hosted_input_byte(input) << 8;

    return word | uc_hosted_input_byte(input);
}

/* Inputs of (size) bytes, the same (rounds) on every run and machine. */
static inline void uc_hosted_hostile(void (*run)(const uint8_t *bytes,
                                                 size_t size),
                                     size_t size, unsigned rounds)
{
    uint8_t *bytes = __builtin_malloc(size);
    uint32_t state = 1;

    for (; rounds > 0; rounds--) {
        for (size_t i = 0; i < size; i++) {
            /* Half of the bytes are zero: a device that mostly works gets
             * further than one that is wrong at once. */
            uint32_t last = state * 1664525u + 1013904223u;
            state = last * 1664525u + 1013904223u;
            bytes[i] = (last >> 24 & 1) != 0 ? (uint8_t)(state >> 24) : 0;
        }
        run(bytes, size);
    }
    __builtin_free(bytes);
}

/* What a libFuzzer program does with an input. */
static inline int uc_hosted_fuzz(void (*run)(const uint8_t *bytes, size_t size),
                                 const uint8_t *bytes, size_t size)
{
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_memory_add((size_t)384 << 20);
        if (uc_hosted_boot("") < 0) {
            __builtin_abort();
        }
    }
    run(bytes, size < 512 ? size : 512);
    return 0;
}

#endif /* UC_HOSTED_INPUT_H */
