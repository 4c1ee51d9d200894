/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PARAM_H
#define UC_PARAM_H

#include <uc/set.h>

/*
 * Parameters of libraries on the command line: `net.addr=10.0.0.2/24 -- args`.
 * What follows `--` is argv of main() and no library sees it. An unknown
 * parameter with a dot in its name is reported on the console and ignored.
 *
 * (name) is matched whole, up to `=`. (set) is called once for each occurrence,
 * before init level 0, with the text after `=` (empty where there is none),
 * which stays valid for ever. A negative error ends the image with a message
 * that names the parameter and the value.
 */
struct uc_param {
    const char *name;
    int (*set)(const char *value);
};

/* (key) is (name) with the dot written as `_`. */
#define UC_PARAM(key, text, handler)                                           \
    UC_SET_ENTRY(param, key, struct uc_param, uc_param_##key) = {text, handler}

#endif /* UC_PARAM_H */
