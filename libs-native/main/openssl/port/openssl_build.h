/* SPDX-License-Identifier: BSD-3-Clause */
/* What upstream's Makefile passes on its command lines; each source is compiled
 * with it. */
#ifndef UC_OPENSSL_BUILD_H
#define UC_OPENSSL_BUILD_H

#define NDEBUG
#define OPENSSL_BUILDING_OPENSSL
#define L_ENDIAN
#define OPENSSLDIR "/etc/ssl"
#define ENGINESDIR "/usr/lib/engines-3"
#define MODULESDIR "/usr/lib/ossl-modules"

#if UC_CONFIG_OPENSSL_LEGACY
#define STATIC_LEGACY
#endif

#if UC_CONFIG_OPENSSL_ASM
#include "../vendor/generated/openssl_asm.h"
#endif

#endif /* UC_OPENSSL_BUILD_H */
