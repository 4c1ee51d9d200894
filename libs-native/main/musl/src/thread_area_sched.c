/* SPDX-License-Identifier: BSD-3-Clause */
/* With a scheduler: it keeps the pointer while other threads run. */
#include "pthread_impl.h"

#include <uc/sched.h>

int __set_thread_area(void *pointer)
{
    uc_thread_pointer_set(pointer);
    return 0;
}
