/** A disk of a guest: a file or block device of the host. */
export interface DiskSetting {
  readonly path: string;
  readonly readOnly: boolean;
  /** Where the file is missing, it is made so long, without taking room yet. */
  readonly sizeBytes?: number;
}

const pattern = /^([^,]+)((?:,ro|,size=\d{1,15}[KMGT]?)*)$/u;
const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/**
 * Reads `FILE[,ro][,size=64M]`, of a configuration as of the command line. Sizes are whole sectors of 512 bytes. Returns
 * undefined for anything else. Pure.
 */
export function parseDisk(text: string): DiskSetting | undefined {
  const [, path, rest = ''] = pattern.exec(text) ?? [];
  if (path === undefined) return undefined;
  const size = /,size=(\d+)([KMGT]?)/u.exec(rest);
  const readOnly = /,ro/u.test(rest);
  if (!size) return { path, readOnly };
  const sizeBytes = Number(size[1]) * (units[size[2] ?? ''] ?? 1);
  const whole = sizeBytes > 0 && sizeBytes % 512 === 0 && Number.isSafeInteger(sizeBytes);
  return whole ? { path, readOnly, sizeBytes } : undefined;
}
