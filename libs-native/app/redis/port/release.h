/* SPDX-License-Identifier: BSD-3-Clause */

/* In the place of what mkreleasehdr.sh writes: no time, no name of a machine.
 */
#define REDIS_GIT_SHA1  "00000000"
#define REDIS_GIT_DIRTY "0"
#define REDIS_BUILD_ID  "unicore"
