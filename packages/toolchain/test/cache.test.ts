import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildImages, type BuildOptions } from '../src/index.ts';
import { openStore } from '../src/store.ts';
import { createSample, MAIN, type Sample } from './sample.ts';

async function build(sample: Sample, options: BuildOptions = {}) {
  const compiled: string[] = [];
  const [image] = await buildImages(sample.plan, {
    cacheFolder: sample.cacheFolder,
    reporter: { onObject: (event) => event.cached || compiled.push(event.source) },
    ...options,
  });
  if (!image) throw new Error('no image');
  return { image, compiled, bits: readFileSync(image.path).toString('hex') };
}

/** Forgets what the application's folder knows, so that the cache has to answer. */
function forgetBuild(sample: Sample): void {
  for (const name of ['build', '.unicore'])
    rmSync(join(sample.plan.app.folder, name), { recursive: true, force: true });
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  'cut short': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  emptied: (path) => truncateSync(path, 0),
  'overwritten with other bytes of the same length': (path) =>
    writeFileSync(path, Buffer.alloc(statSync(path).size, 'x')),
  'changed in one bit': (path) => {
    const content = readFileSync(path);
    content[content.length - 1] = (content.at(-1) ?? 0) ^ 1;
    writeFileSync(path, content);
  },
  removed: (path) => rmSync(path),
};

describe.each(['files', 'records', ''])('a cache whose "%s" are damaged', (kind) => {
  it.each(Object.keys(DAMAGES))('is mended by the next build: %s', async (damage) => {
    const sample = createSample();
    const first = await build(sample);
    const damaged = filesBelow(join(sample.cacheFolder, 'v1', kind));
    expect(damaged.length).toBeGreaterThan(4);
    for (const path of damaged) DAMAGES[damage]?.(path);
    forgetBuild(sample);
    const second = await build(sample);
    forgetBuild(sample);
    const third = await build(sample);

    expect(second.bits).toBe(first.bits);
    expect(third.bits).toBe(first.bits);
    expect(third.compiled).toEqual([]);
  });
});

/** Runs a build in a process of its own, which says when its first object is there. */
function startBuild(sample: Sample, environment: NodeJS.ProcessEnv = {}) {
  return fork(join(import.meta.dirname, 'build-in-process.ts'), [], {
    execArgv: ['--import', 'jiti/register'],
    env: {
      ...process.env,
      ...environment,
      UNICORE_TEST: JSON.stringify({ plan: sample.plan, cacheFolder: sample.cacheFolder }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

describe('a build', () => {
  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'that ends by %s leaves the previous image, and the next one succeeds',
    async (signal) => {
      const sample = createSample();
      const before = await build(sample);
      for (const file of ['src/count.c', 'src/greet.c']) {
        const path = join(sample.folder, 'libs/greet', file);
        writeFileSync(path, `${readFileSync(path, 'utf8')}\n/* changed */\n`);
      }
      sample.write('app/main.c', MAIN.replace('return 7', 'return 9'));
      const child = startBuild(sample, { UNICORE_TEST_JOBS: '1' });
      await once(child, 'message');
      child.kill(signal);
      await once(child, 'exit');

      expect(child.signalCode).toBe(signal);
      expect(readFileSync(before.image.path).toString('hex')).toBe(before.bits);
      const after = await build(sample);
      expect(spawnSync(after.image.path).status).toBe(9);
      expect(
        readdirSync(join(sample.plan.app.folder, 'build')).filter((name) => name.endsWith('.tmp')),
      ).toEqual([]);
    },
  );

  it('may run twice at once, in one folder and on one cache', async () => {
    const sample = createSample();
    const children = [startBuild(sample), startBuild(sample), startBuild(sample)];
    const codes = await Promise.all(
      children.map(async (child) => ((await once(child, 'exit')) as [number])[0]),
    );

    expect(codes).toEqual([0, 0, 0]);
    const { bits, compiled, image } = await build(sample);
    expect(compiled).toEqual([]);
    expect(spawnSync(image.path).status).toBe(7);
    const alone = createSample();
    expect(bits).toBe((await build(alone)).bits);
  });

  it('starts over where the cache is removed under it', async () => {
    const sample = createSample();
    const aside = `${sample.cacheFolder}.aside`;
    const onObject = () => existsSync(aside) || renameSync(sample.cacheFolder, aside);
    const { image } = await build(sample, { reporter: { onObject } });

    expect(existsSync(aside)).toBe(true);
    expect(spawnSync(image.path).status).toBe(7);
  });

  it('says that the cache is removed again and again', async () => {
    const sample = createSample();
    let removed = 0;
    const onObject = () =>
      existsSync(sample.cacheFolder) && renameSync(sample.cacheFolder, `${sample.cacheFolder}.${removed++}`);

    await expect(build(sample, { reporter: { onObject } })).rejects.toMatchObject({
      code: 'ERR_UNICORE_CACHE_REFUSED',
      message: expect.stringContaining('removed 3 times while the build ran'),
    });
    expect(removed).toBe(3);
  });

  const full = makeFullDisk();
  it.skipIf(full === undefined)(
    'on a full disk says so and leaves the previous image, and the cache is sound',
    async () => {
      const disk = full as FullDisk;
      const sample = createSample();
      const before = await build(sample);
      try {
        disk.mount(sample.cacheFolder);
        sample.write('app/main.c', MAIN.replace('return 7', 'return 9'));
        await expect(build(sample)).rejects.toMatchObject({ code: 'ERR_UNICORE_DISK_FULL' });
        expect(readFileSync(before.image.path).toString('hex')).toBe(before.bits);
      } finally {
        disk.unmount(sample.cacheFolder);
      }
      expect(spawnSync((await build(sample)).image.path).status).toBe(9);
    },
  );

  it.skipIf(full === undefined)(
    'says that the disk of the image is full, and leaves the previous image',
    async () => {
      const disk = full as FullDisk;
      const sample = createSample();
      const buildFolder = join(sample.folder, 'small');
      mkdirSync(buildFolder);
      disk.mount(buildFolder, 96);
      try {
        const before = await build(sample, { buildFolder });
        writeFileSync(join(buildFolder, 'filler'), Buffer.alloc(disk.freeBytes(buildFolder)));
        sample.write('app/main.c', MAIN.replace('return 7', 'return 9'));
        await expect(build(sample, { buildFolder })).rejects.toMatchObject({ code: 'ERR_UNICORE_DISK_FULL' });
        expect(readFileSync(before.image.path).toString('hex')).toBe(before.bits);
        rmSync(join(buildFolder, 'filler'));
        expect(spawnSync((await build(sample, { buildFolder })).image.path).status).toBe(9);
      } finally {
        disk.unmount(buildFolder);
      }
    },
  );

  it('keeps nothing of a file that changes while it is compiled', async () => {
    const sample = createSample();
    const path = join(sample.plan.app.folder, 'main.c');
    const launcher = join(sample.folder, 'editor');
    // The file changes after it was hashed and before the compiler reads it.
    const edit = `case "$*" in *app/main.c*) sed -i "s/return 7/return 9/" ${path};; esac`;
    writeFileSync(launcher, `#!/bin/sh\n${edit}\nexec "$@"\n`, { mode: 0o755 });
    await build(sample, { launcher });
    expect(readFileSync(path, 'utf8')).toContain('return 9');
    sample.write('app/main.c', MAIN);
    const { image } = await build(sample);

    expect(spawnSync(image.path).status).toBe(7);
  });
});

interface FullDisk {
  mount(folder: string, kib?: number): void;
  unmount(folder: string): void;
  freeBytes(folder: string): number;
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { stdio: 'pipe', encoding: 'utf8' });
}

/** A tiny file system of its own; undefined where this user may not mount one. */
function makeFullDisk(): FullDisk | undefined {
  const disk: FullDisk = {
    mount: (folder, kib = 16) => run('mount', '-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder),
    unmount: (folder) => run('umount', folder),
    freeBytes: (folder) => Number(run('df', '--output=avail', '-B1', folder).split('\n')[1]),
  };
  const probe = mkdtempSync(join(tmpdir(), 'unicore-toolchain-'));
  try {
    disk.mount(probe);
    disk.unmount(probe);
    return disk;
  } catch {
    return undefined;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function age(path: string, hours: number): void {
  const time = Date.now() / 1000 - hours * 3600;
  utimesSync(path, time, time);
}

describe('openStore', () => {
  it('makes all folders above it', () => {
    const folder = join(createSample().cacheFolder, 'deep/er/still');
    const store = openStore(folder);
    store.writeRecord('0'.repeat(64), 1);
    store.close();

    expect(filesBelow(folder)).toHaveLength(2); // The record, and the size of the store.
  });

  it('names a folder that cannot be made, and what to set instead', () => {
    const { cacheFolder } = createSample();
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(join(cacheFolder, 'taken'), '');

    expect(() => openStore(join(cacheFolder, 'taken/unicore'))).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_CACHE_REFUSED',
        message: expect.stringContaining(join(cacheFolder, 'taken/unicore')),
        hint: expect.stringContaining('XDG_CACHE_HOME'),
      }),
    );
  });

  it('removes the longest unused files where it outgrows its limit, and none that was used within the hour', () => {
    const { cacheFolder } = createSample();
    const put = (content: string) => {
      const store = openStore(cacheFolder, 10_000);
      const temporary = store.temporary('.o');
      writeFileSync(temporary, content.padEnd(3000, content));
      const stored = store.adopt(temporary);
      store.close();
      return stored;
    };
    const [old, older, used] = [put('a'), put('b'), put('c')];
    age(old.path, 3);
    age(older.path, 5);
    age(used.path, 4);
    const store = openStore(cacheFolder, 10_000);
    expect(store.find(used)).toBe(used.path);
    store.close();
    const fresh = put('d');

    expect([old, older, used, fresh].map((file) => existsSync(file.path))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('clears away what a killed build left', () => {
    const { cacheFolder } = createSample();
    const abandoned = join(cacheFolder, 'v1/tmp/4194399-old');
    mkdirSync(abandoned, { recursive: true });
    writeFileSync(join(abandoned, '0.o'), 'half');
    const time = Date.now() / 1000 - 7200;
    utimesSync(abandoned, time, time);
    const store = openStore(cacheFolder);
    store.writeRecord('0'.repeat(64), 1);
    store.close();

    expect(existsSync(abandoned)).toBe(false);
  });
});
