/* SPDX-License-Identifier: BSD-3-Clause */
/* Named by libext2fs, which takes nothing of it here. */
