import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildImages, type BuildOptions } from '../src/index.ts';
import { sha256 } from '../src/hash.ts';
import { createSample, type SampleSettings } from './sample.ts';
import { needs } from './needs.ts';

/** Builds in a folder and with a cache of its own. */
async function bitsOf(settings: SampleSettings, options: BuildOptions = {}) {
  const sample = createSample(settings);
  const [image] = await buildImages(sample.plan, { cacheFolder: sample.cacheFolder, ...options });
  if (!image) throw new Error('no image');
  return {
    image: sha256(readFileSync(image.path)),
    symbols: sha256(readFileSync(image.symbolsPath)),
    content: readFileSync(image.symbolsPath).toString('latin1'),
    map: readFileSync(image.mapPath, 'utf8').replaceAll(sample.folder, ''),
    folder: sample.folder,
  };
}

describe.each(['gcc', 'clang'])('an image made by %s', (compiler) => {
  beforeEach((context) => needs(context, compiler));

  it.each(['debug', 'size', 'speed'] as const)(
    'is the same from two folders, debug data too (%s)',
    async (profile) => {
      const [one, two] = [await bitsOf({ profile }, { compiler }), await bitsOf({ profile }, { compiler })];

      expect(two.folder).not.toBe(one.folder);
      expect({ ...two, folder: '' }).toEqual({ ...one, folder: '' });
    },
  );

  it('is the same from npm and pnpm layouts, debug data too, and from a workspace', async () => {
    const npm = await bitsOf({ layout: 'npm' }, { compiler });
    const pnpm = await bitsOf({ layout: 'pnpm' }, { compiler });
    const workspace = await bitsOf({ layout: 'workspace' }, { compiler });

    expect(pnpm.image).toBe(npm.image);
    expect(pnpm.symbols).toBe(npm.symbols);
    expect(workspace.image).toBe(npm.image);
  });

  it('is the same by one job and by many', async () => {
    const [one, many] = [await bitsOf({}, { compiler, jobs: 1 }), await bitsOf({}, { compiler, jobs: 8 })];

    expect(many.symbols).toBe(one.symbols);
  });

  it('names no folder of this machine', async () => {
    const { content, folder } = await bitsOf({ layout: 'npm' }, { compiler });

    expect(content.includes(folder)).toBe(false);
    expect(content.includes('/@unicore/lib-greet/src/greet.c')).toBe(true);
  });
});

describe('the cache', () => {
  it('serves an application in another folder and layout without the compiler', async () => {
    const first = createSample({ layout: 'npm' });
    const second = createSample({ layout: 'pnpm' });
    await buildImages(first.plan, { cacheFolder: first.cacheFolder });
    const cached: boolean[] = [];
    await buildImages(second.plan, {
      cacheFolder: first.cacheFolder,
      reporter: { onObject: (event) => cached.push(event.cached) },
    });

    expect(cached).toEqual([true, true, true, true]);
  });
});
