/* SPDX-License-Identifier: BSD-3-Clause */
#include "pthread_impl.h"

#include <uc/plat/thread_pointer.h>

int __set_thread_area(void *pointer)
{
    uc_plat_thread_pointer_set(pointer);
    return 0;
}
