/* SPDX-License-Identifier: BSD-3-Clause */
/* What providers of contract "fs" share. */
#include <uc/fs.h>
#include <uc/plat/clock.h>

static bool option_char(char c)
{
    return c != '\0' && c != ',';
}

static bool next_option(const char **options, struct uc_fs_name *key,
                        struct uc_fs_name *value)
{
    const char *at = *options;

    while (*at == ',') {
        at++;
    }
    *key = (struct uc_fs_name){.text = at};
    *value = (struct uc_fs_name){.text = NULL};
    while (option_char(*at) && *at != '=') {
        at++;
    }
    key->bytes = (uint32_t)(at - key->text);
    if (*at == '=') {
        value->text = ++at;
        while (option_char(*at)) {
            at++;
        }
        value->bytes = (uint32_t)(at - value->text);
    }
    *options = at;
    return key->bytes > 0 || value->text != NULL;
}

bool uc_fs_option(const char **options, struct uc_fs_name *key,
                  struct uc_fs_name *value)
{
    struct uc_fs_name name;
    struct uc_fs_name text;

    while (next_option(options, &name, &text)) {
        if (!uc_fs_name_is(&name, "ro") && !uc_fs_name_is(&name, "rw")) {
            *key = name;
            *value = text;
            return true;
        }
    }
    return false;
}

unsigned uc_fs_option_flags(const char *options, unsigned flags)
{
    struct uc_fs_name name;
    struct uc_fs_name text;

    while (next_option(&options, &name, &text)) {
        if (uc_fs_name_is(&name, "ro")) {
            flags |= UC_FS_READ_ONLY;
        } else if (uc_fs_name_is(&name, "rw")) {
            flags &= ~(unsigned)UC_FS_READ_ONLY;
        }
    }
    return flags;
}

bool uc_fs_name_is(const struct uc_fs_name *name, const char *text)
{
    for (uint32_t i = 0; i < name->bytes; i++) {
        if (text[i] == '\0' || text[i] != name->text[i]) {
            return false;
        }
    }
    return text[name->bytes] == '\0';
}

struct uc_fs_time uc_fs_now(void)
{
    const uc_nsec_t now = uc_plat_clock_wall();

    return (struct uc_fs_time){
        .seconds = (int64_t)(now / UC_NSEC_PER_S),
        .nanoseconds = (uint32_t)(now % UC_NSEC_PER_S),
    };
}
