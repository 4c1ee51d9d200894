/* SPDX-License-Identifier: BSD-3-Clause */
/* What OpenSSL_version() tells of the build: nothing that would make two builds
 * differ. */
#ifndef UC_OPENSSL_BUILDINF_H
#define UC_OPENSSL_BUILDINF_H

#define PLATFORM "platform: unicore"
#define DATE     "built on: reproducible build, date unspecified"

static const char compiler_flags[] = "compiler: of the image";

#endif /* UC_OPENSSL_BUILDINF_H */
