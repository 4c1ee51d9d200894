import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { statusOfReason } from '@unicore/runner';
import { buildApp, type BuiltImage, type Platform, platforms } from '@unicore/testkit';
import { describe, it } from 'vitest';

/** Of SCHEDOP_shutdown, SHUTDOWN_crash. Spec: Xen, public/sched.h. */
const crashReason = 3;

const places = ['../programs', '../../../examples', '../../../libs-native/app'];

/** Folder of a program of these suites, an example, or a port. */
export function folderOf(name: string): string {
  const folders = places.map((place) => fileURLToPath(new URL(`${place}/${name}`, import.meta.url)));
  const found = folders.find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Error(`no application ${name}`);
  return found;
}

/** Runs `suite` once for each platform, or for UNICORE_BOOT_PLATFORM alone; where this machine cannot start one, the reason stands in its place. */
export function onEachPlatform(title: string, suite: (platform: string) => void): void {
  for (const { name, missing } of chosenPlatforms()) {
    describeUnless(missing, `${title} on ${name}`, () => suite(name));
  }
}

/** Runs `suite`, which is about one platform alone, unless UNICORE_BOOT_PLATFORM is another one. */
export function onPlatform(platform: string, title: string, suite: () => void): void {
  const chosen = chosenPlatforms().find(({ name }) => name === platform);
  if (chosen) describeUnless(chosen.missing, title, suite);
}

function chosenPlatforms(): readonly Platform[] {
  const only = process.env['UNICORE_BOOT_PLATFORM'];
  return only === undefined ? platforms() : [{ name: only }];
}

/** Runs `suite`; where something is (missing), one skipped test stands in its place, whose note says what: reports list it. */
export function describeUnless(missing: string | undefined, title: string, suite: () => void): void {
  describe(
    title,
    missing === undefined ? suite : () => it('is left out', (context) => context.skip(missing)),
  );
}

/** Of an image that panicked: 127, where the platform has no way of its own to say so (uc/plat/power.h). */
export function statusOfPanic(platform: string): number {
  return platform === 'xen' ? statusOfReason(crashReason) : 127;
}

/** A PV guest of Xen gets its exceptions on the stack that it runs on: where a stack has ended, Xen ends the guest. */
export function endsWithoutWord(platform: string): boolean {
  return platform === 'xen' && process.env['UNICORE_XEN_TYPE'] === 'pv';
}

/** Builds for one platform and returns `image.json`. */
export async function imageOf(
  name: string,
  platform: string,
  profile: 'debug' | 'size' | 'speed' = 'size',
  compiler = 'gcc',
): Promise<string> {
  return await imageIn(folderOf(name), platform, profile, compiler);
}

/** As `imageOf`, for the application in a folder. */
export async function imageIn(
  folder: string,
  platform: string,
  profile: 'debug' | 'size' | 'speed' = 'size',
  compiler = 'gcc',
): Promise<string> {
  const [image] = await buildApp(folder, { plat: [platform], profile, compiler });
  return (image as BuiltImage).description;
}
