/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SYSINFO_MACHINE_H
#define POSIX_SYSINFO_MACHINE_H

/* What uname -m says. */
extern const char posix_sysinfo_machine[];

#endif /* POSIX_SYSINFO_MACHINE_H */
