/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip_check.h asks for it; nothing of it is used. */
