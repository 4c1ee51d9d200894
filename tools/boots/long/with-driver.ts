import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildApp, type BuiltImage } from '@unicore/testkit';

import { copyOf } from '../test/copy-of.ts';

/**
 * Builds an example or a program of these suites for metal with another driver than the platform's own, in a copy of its
 * folder: a driver that the application names comes in the place of the default. Returns `image.json`.
 */
export async function imageWithDriver(name: string, driver: string): Promise<string> {
  const folder = copyOf(name, driver);
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  const dependencies = { ...manifest.dependencies, [`@unicore/lib-${driver}`]: '^0.0.0' };
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies }));
  const [image] = await buildApp(folder, { plat: ['metal'], profile: 'size' });
  return (image as BuiltImage).description;
}
