import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FillMode, seededRandom } from '@unicore/options';
import { usage } from '../errors.ts';

/** The numbers that `randconfig` draws, and the seed that draws them again: by --seed, else KCONFIG_SEED, else any. */
export function randomOf(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly seed: number; readonly random: () => number } {
  const text = option ?? (environment['KCONFIG_SEED'] || undefined);
  if (text !== undefined && !/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text))
    throw usage(`A seed is a whole number, not "${text}".`, 'For example: --seed 0x1f, or KCONFIG_SEED=31');
  const seed = text === undefined ? randomInt(2 ** 32) : Number(text);
  return { seed, random: seededRandom(seed) };
}

/** The file of settings that a fill leaves alone, as Kconfig finds it: KCONFIG_ALLCONFIG names it, or asks for allno.config or all.config. */
export function fixedFile(
  mode: FillMode,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const asked = environment['KCONFIG_ALLCONFIG'];
  if (asked === undefined) return undefined;
  const folder = dirname(file);
  if (asked !== '' && asked !== '1') {
    const path = resolve(folder, asked);
    if (existsSync(path)) return path;
    throw usage(`KCONFIG_ALLCONFIG names ${path}, which is not there.`);
  }
  const names = [
    mode === 'randconfig' ? 'allrandom.config' : mode.replace(/config$/, '.config'),
    'all.config',
  ];
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw usage(`KCONFIG_ALLCONFIG asks for ${names.join(' or ')}, and neither is in ${folder}.`);
}
