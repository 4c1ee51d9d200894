/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_UPSTREAM_H
#define EXT4_UPSTREAM_H

struct ext4_fs;

/* Makes fs->e2 of what is on the disk. */
int ext4_upstream_open(struct ext4_fs *fs);

#endif /* EXT4_UPSTREAM_H */
