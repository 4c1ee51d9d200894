/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SET_H
#define UC_SET_H

#include <uc/compiler.h>

/*
 * Linker sets: any number of providers, known at link. Linking the object is
 * enough to register, and the build sorts entries by (key), so that the order
 * never depends on the order of installation.
 *
 * The alignment is spelt out because compilers raise that of large objects,
 * which would leave holes in the array.
 *
 * A set exists where a library in the image lists its name in `linkerSets`.
 */
#define UC_SET_ENTRY(set, key, type, name)                                     \
    static const type name UC_USED UC_NO_REDZONE UC_ALIGNED(__alignof__(type)) \
        UC_SECTION(".uc_set." #set "." #key)

/*
 * Declares set (set) of (type), once in each file that walks it. Hidden, so
 * that the compiler takes the address relative to the program counter.
 */
#define UC_SET_DECLARE(set, type)                                              \
    extern const type __uc_set_##set##_start[]                                 \
        __attribute__((visibility("hidden")));                                 \
    extern const type __uc_set_##set##_end[]                                   \
        __attribute__((visibility("hidden")))

#define UC_SET_FOREACH(set, type, it)                                          \
    for (const type *it = __uc_set_##set##_start; it < __uc_set_##set##_end;   \
         it++)

#endif /* UC_SET_H */
