/* SPDX-License-Identifier: BSD-3-Clause */
/* Where handlers return to, on Linux: here they return to whom they interrupt.
 */
#include <features.h>

hidden void __restore(void);
hidden void __restore_rt(void);

void __restore(void)
{
}

void __restore_rt(void)
{
}
