import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildApp } from '@unicore/testkit';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const cli = join(root, 'node_modules/.bin/unicore-link');

/** Builds an example and returns its images. */
export function build(example, profile, platforms) {
  return buildApp(exampleFolder(example), { plat: platforms, profile });
}

export function exampleFolder(example) {
  return join(root, 'examples', example);
}

/** Addresses of `names` in the running image: the symbol file's, moved to where the platform puts the image. */
export function addresses(image, names) {
  const { symbols } = JSON.parse(readFileSync(image.description, 'utf8'));
  const table = new Map(
    execFileSync('nm', [join(dirname(image.description), symbols)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([value, , name]) => [name, BigInt(`0x${value}`)]),
  );
  const base = imageBase(image);
  return names.map((name) => {
    const value = table.get(name);
    if (value === undefined) throw new Error(`${image.path} has no symbol ${name}`);
    return `0x${(base + value).toString(16)}`;
  });
}

/** kvm maps all physical memory at one base: virtual is that plus physical. */
function imageBase(image) {
  const folder = dirname(dirname(dirname(image.path)));
  const config = readFileSync(
    join(folder, '.unicore', `${image.platform}-${image.architecture}`, 'config'),
    'utf8',
  );
  const base = /^CONFIG_PC_BASE=(0x[0-9a-f]+)$/im.exec(config)?.[1];
  const physical = /LOAD\s+\S+\s+\S+\s+(0x[0-9a-f]+)/.exec(
    execFileSync('readelf', ['-lW', image.path], { encoding: 'utf8' }),
  )?.[1];
  if (!base || !physical) throw new Error(`${image.path}: no CONFIG_PC_BASE, or no segment to load`);
  return BigInt(base) + BigInt(physical);
}
