/* SPDX-License-Identifier: BSD-3-Clause */
/* Upstream's file, where OpenSSL is in the image. */
#include <ngx_config.h>

#if (NGX_HTTP_SSL)
#include "../../vendor/src/event/ngx_event_openssl.c"
#endif
