import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { buildApp, platforms, type BuiltImage } from '@unicore/testkit';
import { describe } from 'vitest';

/** Folder of an example or of a program of these suites. */
export function folderOf(name: string): string {
  const program = fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
  return existsSync(program) ? program : fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
}

/** Runs `suite` once for each platform; one that this machine cannot start is skipped with its reason in the title. */
export function onEachPlatform(title: string, suite: (platform: string) => void): void {
  for (const { name, missing } of platforms()) {
    if (missing) describe.skip(`${title} on ${name} (${missing})`, () => suite(name));
    else describe(`${title} on ${name}`, () => suite(name));
  }
}

/** Builds for one platform and returns `image.json`. */
export async function imageOf(
  name: string,
  platform: string,
  profile: 'debug' | 'size' | 'speed' = 'size',
  compiler = 'gcc',
): Promise<string> {
  const [image] = await buildApp(folderOf(name), { plat: [platform], profile, compiler });
  return (image as BuiltImage).description;
}
