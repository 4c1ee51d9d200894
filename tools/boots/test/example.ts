import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { buildApp, platforms, type BuiltImage } from '@unicore/testkit';
import { describe, it } from 'vitest';

/** Folder of an example or of a program of these suites. */
export function folderOf(name: string): string {
  const program = fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
  return existsSync(program) ? program : fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
}

/** Runs `suite` once for each platform, or for UNICORE_BOOT_PLATFORM alone; where this machine cannot start one, the reason stands in its place. */
export function onEachPlatform(title: string, suite: (platform: string) => void): void {
  const only = process.env['UNICORE_BOOT_PLATFORM'];
  const chosen = only === undefined ? platforms() : [{ name: only, missing: undefined }];
  for (const { name, missing } of chosen) {
    describeUnless(missing, `${title} on ${name}`, () => suite(name));
  }
}

/** Runs `suite`; where something is (missing), one skipped test stands in its place, whose note says what: reports list it. */
export function describeUnless(missing: string | undefined, title: string, suite: () => void): void {
  describe(
    title,
    missing === undefined ? suite : () => it('is left out', (context) => context.skip(missing)),
  );
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
