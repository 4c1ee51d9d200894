/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What upstream's configure would find out: the Linux that lib-musl and the
 * libraries of POSIX are. Upstream asks whether a macro is there. Left out is
 * what takes a second process (workers, shared memory), what only workers use
 * (EPOLLEXCLUSIVE, affinity, capabilities), and what the image does not have
 * (dlopen, direct I/O, TCP_INFO, TCP_FASTOPEN, TCP_DEFER_ACCEPT).
 */
#ifndef NGX_PORT_AUTO_CONFIG_H
#define NGX_PORT_AUTO_CONFIG_H

#define NGX_COMPILER "a compiler for Unicore"
#define NGX_CONFIGURE                                                          \
    " --with-http_v2_module, and modules by options of app-nginx"

/* Where things are: as in Debian's package; what nginx makes itself is below
 * the prefix, where a directory is sure to be. */
#define NGX_PREFIX                 "/usr/share/nginx/"
#define NGX_CONF_PREFIX            "/etc/nginx/"
#define NGX_SBIN_PATH              "/usr/sbin/nginx"
#define NGX_CONF_PATH              "/etc/nginx/nginx.conf"
#define NGX_PID_PATH               "nginx.pid"
#define NGX_LOCK_PATH              "nginx.lock"
#define NGX_ERROR_LOG_PATH         "" /* standard error */
#define NGX_ERROR_LOG_STDERR       1
#define NGX_HTTP_LOG_PATH          "access.log"
#define NGX_HTTP_CLIENT_TEMP_PATH  "client_body_temp"
#define NGX_HTTP_PROXY_TEMP_PATH   "proxy_temp"
#define NGX_HTTP_FASTCGI_TEMP_PATH "fastcgi_temp"
#define NGX_HTTP_UWSGI_TEMP_PATH   "uwsgi_temp"
#define NGX_HTTP_SCGI_TEMP_PATH    "scgi_temp"
#define NGX_USER                   "root"
#define NGX_GROUP                  "root"

/* The compiler and the ABI. Spec: System V ABI, LP64. */
#define NGX_CPU_CACHE_LINE           64
#define NGX_HAVE_C99_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_ATOMIC          1
#define NGX_HAVE_GCC_BSWAP64         1
#define NGX_HAVE_GCC_VARIADIC_MACROS 1
#define NGX_HAVE_LITTLE_ENDIAN       1
#define NGX_HAVE_NONALIGNED          1
#define NGX_KQUEUE_UDATA_T           (void *)
#define NGX_MAX_OFF_T_VALUE          9223372036854775807LL
#define NGX_MAX_SIZE_T_VALUE         9223372036854775807LL
#define NGX_MAX_TIME_T_VALUE         9223372036854775807LL
#define NGX_OFF_T_LEN                (sizeof("-9223372036854775808") - 1)
#define NGX_PTR_SIZE                 8
#define NGX_SIG_ATOMIC_T_SIZE        4
#define NGX_SIZE_T_LEN               (sizeof("-9223372036854775808") - 1)
#define NGX_TIME_T_LEN               (sizeof("-9223372036854775808") - 1)
#define NGX_TIME_T_SIZE              8

/* System calls and libc. */
#define NGX_HAVE_ACCEPT4             1
#define NGX_HAVE_CLEAR_EVENT         1
#define NGX_HAVE_CLOCK_MONOTONIC     1
#define NGX_HAVE_D_TYPE              1
#define NGX_HAVE_EPOLL               1
#define NGX_HAVE_EPOLLRDHUP          1
#define NGX_HAVE_FIONBIO             1
#define NGX_HAVE_FIONREAD            1
#define NGX_HAVE_GETADDRINFO         1
#define NGX_HAVE_GMTOFF              1
#define NGX_HAVE_GNU_CRYPT_R         1
#define NGX_HAVE_INET6               1
#define NGX_HAVE_KEEPALIVE_TUNABLE   1
#define NGX_HAVE_LOCALTIME_R         1
#define NGX_HAVE_MAP_ANON            1
#define NGX_HAVE_MEMALIGN            1
#define NGX_HAVE_MSGHDR_MSG_CONTROL  1
#define NGX_HAVE_OPENAT              1
#define NGX_HAVE_O_PATH              1
#define NGX_HAVE_POSIX_FADVISE       1
#define NGX_HAVE_POSIX_MEMALIGN      1
#define NGX_HAVE_PREAD               1
#define NGX_HAVE_PWRITE              1
#define NGX_HAVE_PWRITEV             1
#define NGX_HAVE_REUSEPORT           1
#define NGX_HAVE_SCHED_YIELD         1
#define NGX_HAVE_SC_NPROCESSORS_ONLN 1
#define NGX_HAVE_SENDFILE            1
#define NGX_HAVE_SENDFILE64          1
#define NGX_HAVE_STATFS              1
#define NGX_HAVE_STATVFS             1
#define NGX_HAVE_STRERRORDESC_NP     1
#define NGX_HAVE_UNIX_DOMAIN         1

/* Of musl, whose messages are constants: safe in signal handlers, as the
 * function of glibc that upstream has in mind, and no copies at the start. */
#define strerrordesc_np strerror

/* What is built in; port/ngx_modules.c lists the modules. */
#define NGX_CRYPT                1
#define NGX_HTTP_CACHE           1
#define NGX_HTTP_GZIP            1
#define NGX_HTTP_HEADERS         1
#define NGX_HTTP_REALIP          1
#define NGX_HTTP_SSI             1
#define NGX_HTTP_SSL             UC_CONFIG_APP_TLS
#define NGX_HTTP_UPSTREAM_ZONE   1
#define NGX_HTTP_V2              1
#define NGX_HTTP_X_FORWARDED_FOR 1
#define NGX_OPENSSL              UC_CONFIG_APP_TLS
#define NGX_PCRE                 1
#define NGX_PCRE2                1
#define NGX_SSL                  UC_CONFIG_APP_TLS
#define NGX_STAT_STUB            1
#define NGX_ZLIB                 1

#endif /* NGX_PORT_AUTO_CONFIG_H */
