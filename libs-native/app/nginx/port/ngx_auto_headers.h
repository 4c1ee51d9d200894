/* SPDX-License-Identifier: BSD-3-Clause */
/* Headers that lib-musl has, as upstream's configure would find them. */
#ifndef NGX_PORT_AUTO_HEADERS_H
#define NGX_PORT_AUTO_HEADERS_H

#define NGX_LINUX              1
#define NGX_HAVE_CRYPT_H       1
#define NGX_HAVE_INTTYPES_H    1
#define NGX_HAVE_LIMITS_H      1
#define NGX_HAVE_SYS_MOUNT_H   1
#define NGX_HAVE_SYS_PARAM_H   1
#define NGX_HAVE_SYS_PRCTL_H   1
#define NGX_HAVE_SYS_STATVFS_H 1
#define NGX_HAVE_SYS_VFS_H     1
#define NGX_HAVE_UNISTD_H      1

#endif /* NGX_PORT_AUTO_HEADERS_H */
