/**
 * The name of a symbol in `.config`: `lwip.tcpSndBuf` is `CONFIG_LWIP_TCP_SND_BUF`, `lib.sched-coop` is `CONFIG_LIB_SCHED_COOP`.
 * A third part names a member of a choice.
 *
 * Pure.
 */
export function configName(symbol: string): string {
  return `CONFIG_${macroName(symbol)}`;
}

/** The same without `CONFIG_`, as C macros have it after `UC_CONFIG_`. Pure. */
export function macroName(symbol: string): string {
  return symbol
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[.-]/g, '_')
    .toUpperCase();
}
