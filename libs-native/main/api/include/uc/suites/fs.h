/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_H
#define UC_SUITES_FS_H

/*
 * Conformance suite of contract "fs", through contract "vfs": included by one
 * file of a test program in which init level 5 has run. It works in directory
 * UC_SUITE_FS_PATH, a string, by default "/", of which it leaves nothing behind
 * and whose file system has 8 MiB free or more.
 *
 * Where it is defined, UC_SUITE_FS_REMOUNT() takes the file system away and
 * mounts it again, with what was written to it, and returns 0 or the error.
 * UC_SUITE_FS_OF_A_SERVER, where it is defined as 1, says that a server keeps
 * the files, by their names: others use its room as well, and an open file that
 * has lost a name may refuse to be cut by -UC_ENOENT.
 * UC_SUITE_FS_MEMORY_LIMIT(n) lets all memory that is allocated from now on, by
 * whomever, end after (n) bytes, SIZE_MAX being no limit.
 */
#include <uc/suites/fs/attributes.h>
#include <uc/suites/fs/contents.h>
#include <uc/suites/fs/directories.h>
#include <uc/suites/fs/holes.h>
#include <uc/suites/fs/memory.h>
#include <uc/suites/fs/names.h>
#include <uc/suites/fs/random.h>
#include <uc/suites/fs/rename.h>

#endif /* UC_SUITES_FS_H */
