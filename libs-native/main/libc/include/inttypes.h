/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LIBC_INTTYPES_H
#define LIBC_INTTYPES_H

#include <stdint.h>

typedef struct {
    intmax_t quot;
    intmax_t rem;
} imaxdiv_t;

intmax_t imaxabs(intmax_t i);
imaxdiv_t imaxdiv(intmax_t numerator, intmax_t denominator);
intmax_t strtoimax(const char *__restrict s, char **__restrict end, int base);
uintmax_t strtoumax(const char *__restrict s, char **__restrict end, int base);

/* The lengths that gcc's and clang's <stdint.h> use. */
#if __SIZEOF_LONG__ == 8
#define LIBC_PRI_64 "l"
#else
#define LIBC_PRI_64 "ll"
#endif
#if __SIZEOF_POINTER__ == 8
#define LIBC_PRI_PTR "l"
#else
#define LIBC_PRI_PTR ""
#endif
/* int_fast16_t and int_fast32_t are as wide as a pointer with 64 bits. */
#define LIBC_PRI_FAST LIBC_PRI_PTR

#define PRId8       "d"
#define PRId16      "d"
#define PRId32      "d"
#define PRId64      LIBC_PRI_64 "d"
#define PRIdLEAST8  "d"
#define PRIdLEAST16 "d"
#define PRIdLEAST32 "d"
#define PRIdLEAST64 LIBC_PRI_64 "d"
#define PRIdFAST8   "d"
#define PRIdFAST16  LIBC_PRI_FAST "d"
#define PRIdFAST32  LIBC_PRI_FAST "d"
#define PRIdFAST64  LIBC_PRI_64 "d"
#define PRIdMAX                                                                \
    "j"                                                                        \
    "d"
#define PRIdPTR LIBC_PRI_PTR "d"

#define PRIi8       "i"
#define PRIi16      "i"
#define PRIi32      "i"
#define PRIi64      LIBC_PRI_64 "i"
#define PRIiLEAST8  "i"
#define PRIiLEAST16 "i"
#define PRIiLEAST32 "i"
#define PRIiLEAST64 LIBC_PRI_64 "i"
#define PRIiFAST8   "i"
#define PRIiFAST16  LIBC_PRI_FAST "i"
#define PRIiFAST32  LIBC_PRI_FAST "i"
#define PRIiFAST64  LIBC_PRI_64 "i"
#define PRIiMAX                                                                \
    "j"                                                                        \
    "i"
#define PRIiPTR LIBC_PRI_PTR "i"

#define PRIo8       "o"
#define PRIo16      "o"
#define PRIo32      "o"
#define PRIo64      LIBC_PRI_64 "o"
#define PRIoLEAST8  "o"
#define PRIoLEAST16 "o"
#define PRIoLEAST32 "o"
#define PRIoLEAST64 LIBC_PRI_64 "o"
#define PRIoFAST8   "o"
#define PRIoFAST16  LIBC_PRI_FAST "o"
#define PRIoFAST32  LIBC_PRI_FAST "o"
#define PRIoFAST64  LIBC_PRI_64 "o"
#define PRIoMAX                                                                \
    "j"                                                                        \
    "o"
#define PRIoPTR LIBC_PRI_PTR "o"

#define PRIu8       "u"
#define PRIu16      "u"
#define PRIu32      "u"
#define PRIu64      LIBC_PRI_64 "u"
#define PRIuLEAST8  "u"
#define PRIuLEAST16 "u"
#define PRIuLEAST32 "u"
#define PRIuLEAST64 LIBC_PRI_64 "u"
#define PRIuFAST8   "u"
#define PRIuFAST16  LIBC_PRI_FAST "u"
#define PRIuFAST32  LIBC_PRI_FAST "u"
#define PRIuFAST64  LIBC_PRI_64 "u"
#define PRIuMAX                                                                \
    "j"                                                                        \
    "u"
#define PRIuPTR LIBC_PRI_PTR "u"

#define PRIx8       "x"
#define PRIx16      "x"
#define PRIx32      "x"
#define PRIx64      LIBC_PRI_64 "x"
#define PRIxLEAST8  "x"
#define PRIxLEAST16 "x"
#define PRIxLEAST32 "x"
#define PRIxLEAST64 LIBC_PRI_64 "x"
#define PRIxFAST8   "x"
#define PRIxFAST16  LIBC_PRI_FAST "x"
#define PRIxFAST32  LIBC_PRI_FAST "x"
#define PRIxFAST64  LIBC_PRI_64 "x"
#define PRIxMAX                                                                \
    "j"                                                                        \
    "x"
#define PRIxPTR LIBC_PRI_PTR "x"

#define PRIX8       "X"
#define PRIX16      "X"
#define PRIX32      "X"
#define PRIX64      LIBC_PRI_64 "X"
#define PRIXLEAST8  "X"
#define PRIXLEAST16 "X"
#define PRIXLEAST32 "X"
#define PRIXLEAST64 LIBC_PRI_64 "X"
#define PRIXFAST8   "X"
#define PRIXFAST16  LIBC_PRI_FAST "X"
#define PRIXFAST32  LIBC_PRI_FAST "X"
#define PRIXFAST64  LIBC_PRI_64 "X"
#define PRIXMAX                                                                \
    "j"                                                                        \
    "X"
#define PRIXPTR LIBC_PRI_PTR "X"

#define SCNd8                                                                  \
    "hh"                                                                       \
    "d"
#define SCNd16                                                                 \
    "h"                                                                        \
    "d"
#define SCNd32 "d"
#define SCNd64 LIBC_PRI_64 "d"
#define SCNdLEAST8                                                             \
    "hh"                                                                       \
    "d"
#define SCNdLEAST16                                                            \
    "h"                                                                        \
    "d"
#define SCNdLEAST32 "d"
#define SCNdLEAST64 LIBC_PRI_64 "d"
#define SCNdFAST8                                                              \
    "hh"                                                                       \
    "d"
#define SCNdFAST16 LIBC_PRI_FAST "d"
#define SCNdFAST32 LIBC_PRI_FAST "d"
#define SCNdFAST64 LIBC_PRI_64 "d"
#define SCNdMAX                                                                \
    "j"                                                                        \
    "d"
#define SCNdPTR LIBC_PRI_PTR "d"

#define SCNi8                                                                  \
    "hh"                                                                       \
    "i"
#define SCNi16                                                                 \
    "h"                                                                        \
    "i"
#define SCNi32 "i"
#define SCNi64 LIBC_PRI_64 "i"
#define SCNiLEAST8                                                             \
    "hh"                                                                       \
    "i"
#define SCNiLEAST16                                                            \
    "h"                                                                        \
    "i"
#define SCNiLEAST32 "i"
#define SCNiLEAST64 LIBC_PRI_64 "i"
#define SCNiFAST8                                                              \
    "hh"                                                                       \
    "i"
#define SCNiFAST16 LIBC_PRI_FAST "i"
#define SCNiFAST32 LIBC_PRI_FAST "i"
#define SCNiFAST64 LIBC_PRI_64 "i"
#define SCNiMAX                                                                \
    "j"                                                                        \
    "i"
#define SCNiPTR LIBC_PRI_PTR "i"

#define SCNo8                                                                  \
    "hh"                                                                       \
    "o"
#define SCNo16                                                                 \
    "h"                                                                        \
    "o"
#define SCNo32 "o"
#define SCNo64 LIBC_PRI_64 "o"
#define SCNoLEAST8                                                             \
    "hh"                                                                       \
    "o"
#define SCNoLEAST16                                                            \
    "h"                                                                        \
    "o"
#define SCNoLEAST32 "o"
#define SCNoLEAST64 LIBC_PRI_64 "o"
#define SCNoFAST8                                                              \
    "hh"                                                                       \
    "o"
#define SCNoFAST16 LIBC_PRI_FAST "o"
#define SCNoFAST32 LIBC_PRI_FAST "o"
#define SCNoFAST64 LIBC_PRI_64 "o"
#define SCNoMAX                                                                \
    "j"                                                                        \
    "o"
#define SCNoPTR LIBC_PRI_PTR "o"

#define SCNu8                                                                  \
    "hh"                                                                       \
    "u"
#define SCNu16                                                                 \
    "h"                                                                        \
    "u"
#define SCNu32 "u"
#define SCNu64 LIBC_PRI_64 "u"
#define SCNuLEAST8                                                             \
    "hh"                                                                       \
    "u"
#define SCNuLEAST16                                                            \
    "h"                                                                        \
    "u"
#define SCNuLEAST32 "u"
#define SCNuLEAST64 LIBC_PRI_64 "u"
#define SCNuFAST8                                                              \
    "hh"                                                                       \
    "u"
#define SCNuFAST16 LIBC_PRI_FAST "u"
#define SCNuFAST32 LIBC_PRI_FAST "u"
#define SCNuFAST64 LIBC_PRI_64 "u"
#define SCNuMAX                                                                \
    "j"                                                                        \
    "u"
#define SCNuPTR LIBC_PRI_PTR "u"

#define SCNx8                                                                  \
    "hh"                                                                       \
    "x"
#define SCNx16                                                                 \
    "h"                                                                        \
    "x"
#define SCNx32 "x"
#define SCNx64 LIBC_PRI_64 "x"
#define SCNxLEAST8                                                             \
    "hh"                                                                       \
    "x"
#define SCNxLEAST16                                                            \
    "h"                                                                        \
    "x"
#define SCNxLEAST32 "x"
#define SCNxLEAST64 LIBC_PRI_64 "x"
#define SCNxFAST8                                                              \
    "hh"                                                                       \
    "x"
#define SCNxFAST16 LIBC_PRI_FAST "x"
#define SCNxFAST32 LIBC_PRI_FAST "x"
#define SCNxFAST64 LIBC_PRI_64 "x"
#define SCNxMAX                                                                \
    "j"                                                                        \
    "x"
#define SCNxPTR LIBC_PRI_PTR "x"

#endif /* LIBC_INTTYPES_H */
