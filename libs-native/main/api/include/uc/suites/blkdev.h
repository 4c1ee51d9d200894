/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_BLKDEV_H
#define UC_SUITES_BLKDEV_H

/*
 * Conformance suite of contract "blkdev": included by one file of a test
 * program in which init level 3 has run. It overwrites the disk
 * UC_SUITE_BLKDEV_DISK, by default the first, which needs 1 MiB or more. Where
 * there is a disk that may not be written to, UC_SUITE_BLKDEV_READ_ONLY names
 * it; both are expressions of type struct uc_blkdev *.
 */
#include <uc/suites/blkdev/batches.h>
#include <uc/suites/blkdev/refusals.h>
#include <uc/suites/blkdev/transfers.h>

#endif /* UC_SUITES_BLKDEV_H */
