/* SPDX-License-Identifier: BSD-3-Clause */

/* Serves 256 KiB by HTTP, over a virtio card on PCI. */
#include "../e1000/main.c"
