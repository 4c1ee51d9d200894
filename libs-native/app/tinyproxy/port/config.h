/* SPDX-License-Identifier: BSD-3-Clause */
/* What configure finds of musl and of this port; what it would define and
 * nothing asks for is left out. */
#define FILTER_ENABLE      1
#define HAVE_ALLOCA_H      1
#define HAVE_MALLOC_H      1
#define HAVE_MEMORY_H      1
#define HAVE_POLL_H        1
#define HAVE_SETGROUPS     1
#define HAVE_SYSEXITS_H    1
#define HAVE_SYS_IOCTL_H   1
#define HAVE_VALUES_H      1
#define REVERSE_SUPPORT    1
#define UPSTREAM_SUPPORT   1
#define XTINYPROXY_ENABLE  1
#define TRANSPARENT_PROXY  1
#define PACKAGE            "tinyproxy"
#define PACKAGE_BUGREPORT  "https://tinyproxy.github.io/"
#define PACKAGE_NAME       "Tinyproxy"
#define TINYPROXY_STATHOST "tinyproxy.stats"
#define TINYPROXY_VERSION  "1.11.1"
#define VERSION            "1.11.1"
