/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENPLAT_LAYOUT_H
#define XENPLAT_LAYOUT_H

/*
 * One linear map: (pseudo-)physical address (pa) is at virtual XENPLAT_BASE +
 * (pa). The image is linked at 0 and loaded at XENPLAT_LOAD.
 *
 * Xen keeps 0xffff800000000000 to 0xffff87ffffffffff from PV guests. The domain
 * builder maps a PV guest up to the next multiple of 4 MiB of virtual addresses
 * and refuses where that is more memory than the guest has: hence the odd 2
 * MiB. Spec: Xen, tools/libs/guest/xg_dom_x86.c, count_pgtables().
 */
#define XENPLAT_BASE 0xffff880000200000
#define XENPLAT_LOAD 0x1000 /* also in link/x86_64.ld */

/* Machine frame to pseudo-physical frame, a table of Xen's in PV guests. */
#define XENPLAT_M2P 0xffff800000000000

#endif /* XENPLAT_LAYOUT_H */
