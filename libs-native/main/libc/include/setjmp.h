/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_SETJMP_H
#define LIBC_SETJMP_H

/* As big as Linux' on every architecture; what is used is up to src/arch. */
typedef struct {
    unsigned long libc_word[64] __attribute__((aligned(8)));
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf env) __attribute__((returns_twice));
int _setjmp(jmp_buf env) __attribute__((returns_twice));
void longjmp(jmp_buf env, int value) __attribute__((noreturn));
void _longjmp(jmp_buf env, int value) __attribute__((noreturn));

/* There is no signal mask to save. */
#define sigsetjmp(env, save_mask) setjmp(env)
#define siglongjmp(env, value)    longjmp(env, value)

#endif /* LIBC_SETJMP_H */
