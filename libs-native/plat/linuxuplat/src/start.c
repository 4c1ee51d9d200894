/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/boot.h>
#include <uc/plat.h>

#include "internal.h"
#include "thread_pointer.h"

/* Spec: Linux, include/uapi/linux/auxvec.h. */
enum {
    AT_NULL = 0,
    AT_HWCAP2 = 26,
    AT_EXECFN = 31,
    AT_SYSINFO_EHDR = 33,
};

struct linuxuplat_start_info linuxuplat_start_info;

/* Of the linker script: what nobody writes to once it is relocated. */
extern char linuxuplat_relro[] __attribute__((visibility("hidden")));
extern char linuxuplat_relro_end[] __attribute__((visibility("hidden")));
extern char linuxuplat_image[] __attribute__((visibility("hidden")));
extern char linuxuplat_text_end[] __attribute__((visibility("hidden")));
extern char linuxuplat_end[] __attribute__((visibility("hidden")));

static void read_stack(uintptr_t *stack)
{
    struct linuxuplat_start_info *info = &linuxuplat_start_info;

    info->argc = (int)*stack;
    info->argv = (char **)(stack + 1);
    info->envp = info->argv + info->argc + 1;
    info->exec_path = "";
    char **at = info->envp;
    while (*at != NULL) {
        at++;
    }
    for (const uintptr_t *aux = (uintptr_t *)(at + 1); aux[0] != AT_NULL;
         aux += 2) {
        if (aux[0] == AT_SYSINFO_EHDR) {
            info->vdso = (const void *)aux[1];
        } else if (aux[0] == AT_EXECFN) {
            info->exec_path = (const char *)aux[1];
        } else if (UC_CONFIG_API_THREAD_POINTER && aux[0] == AT_HWCAP2) {
            linuxuplat_thread_pointer_hwcap2(aux[1]);
        }
    }
}

/* Runs before the stack protector has its guard. */
__attribute__((no_stack_protector)) void linuxuplat_start(uintptr_t *stack)
{
    linuxuplat_relocate();
    read_stack(stack);
    if (linuxuplat_protect(linuxuplat_relro,
                           (size_t)(linuxuplat_relro_end - linuxuplat_relro),
                           LINUXUPLAT_PROT_READ) < 0) {
        uc_plat_crash(); /* W^X and constant tables are not optional */
    }
    linuxuplat_signals_init();
    linuxuplat_clock_init();
    linuxuplat_command_line_init();
    uc_boot();
}

char **uc_plat_environment(void)
{
    return linuxuplat_start_info.envp;
}

void uc_plat_image(uintptr_t *start, uintptr_t *text_end, uintptr_t *end)
{
    *start = (uintptr_t)linuxuplat_image;
    *text_end = (uintptr_t)linuxuplat_text_end;
    *end = (uintptr_t)linuxuplat_end;
}
