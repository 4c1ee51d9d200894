/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LWIP_PORT_CC_H
#define LWIP_PORT_CC_H

/* What lwIP asks of a compiler and its surroundings. */
#include <uc/assert.h>
#include <uc/types.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_LIMITS_H   1
#define LWIP_NO_CTYPE_H    1
#define LWIP_NO_UNISTD_H   1
#ifndef INT_MAX
#define INT_MAX __INT_MAX__
#endif

/* Formats of debug messages, which no image prints; the checkers want them. */
#define X8_F  "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

#ifndef BYTE_ORDER
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define BYTE_ORDER LITTLE_ENDIAN
#else
#define BYTE_ORDER BIG_ENDIAN
#endif
#endif
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS
#define lwip_htons(x)                                                          \
    ((u16_t)(BYTE_ORDER == LITTLE_ENDIAN ? __builtin_bswap16((u16_t)(x))       \
                                         : (u16_t)(x)))
#define lwip_ntohs(x) lwip_htons(x)
#define lwip_htonl(x)                                                          \
    ((u32_t)(BYTE_ORDER == LITTLE_ENDIAN ? __builtin_bswap32((u32_t)(x))       \
                                         : (u32_t)(x)))
#define lwip_ntohl(x) lwip_htonl(x)
#define htons(x)      lwip_htons(x)
#define ntohs(x)      lwip_htons(x)
#define htonl(x)      lwip_htonl(x)
#define ntohl(x)      lwip_htonl(x)

uint32_t lwip_port_rand(void);
#define LWIP_RAND() lwip_port_rand()

#define LWIP_PLATFORM_DIAG(x)                                                  \
    do {                                                                       \
    } while (0)
#define LWIP_PLATFORM_ASSERT(text) uc_panic("lwip: %s", text)
#if !UC_CONFIG_LWIP_ASSERTIONS
#define LWIP_NOASSERT 1
#endif
/* What LWIP_ERROR finds is answered with an error code; nothing is printed. */
#define LWIP_ERROR(message, expression, handler)                               \
    do {                                                                       \
        if (UC_UNLIKELY(!(expression))) {                                      \
            handler;                                                           \
        }                                                                      \
    } while (0)

#endif /* LWIP_PORT_CC_H */
