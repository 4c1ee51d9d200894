import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { which } from './compilers.ts';
import { listInitrd, writeCpio } from './cpio.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-cpio-'));
  folders.push(folder);
  return folder;
}

function sampleFolder(): string {
  const folder = scratch();
  mkdirSync(join(folder, 'b/deep'), { recursive: true });
  writeFileSync(join(folder, 'b/deep/odd'), 'odd');
  writeFileSync(join(folder, 'b/empty'), '');
  writeFileSync(join(folder, 'Ünï code'), 'text'.repeat(1001));
  writeFileSync(join(folder, 'tool'), '#!/bin/sh\n');
  chmodSync(join(folder, 'tool'), 0o751);
  symlinkSync('b/deep/odd', join(folder, 'link'));
  return folder;
}

describe('writeCpio', () => {
  it.skipIf(which('cpio', process.env['PATH']) === undefined)(
    'writes what cpio reads: files, folders, links, modes',
    () => {
      const [source, target] = [sampleFolder(), scratch()];
      const archive = join(target, 'archive');
      const out = join(target, 'out');
      writeCpio(archive, listInitrd(source));
      mkdirSync(out);
      execFileSync('cpio', ['-idm', '--quiet'], { cwd: out, input: readFileSync(archive) });

      for (const name of ['b/deep/odd', 'b/empty', 'Ünï code', 'tool']) {
        expect(readFileSync(join(out, name))).toEqual(readFileSync(join(source, name)));
      }
      expect(readlinkSync(join(out, 'link'))).toBe('b/deep/odd');
      expect(statSync(join(out, 'tool')).mode & 0o777).toBe(0o755);
      expect(statSync(join(out, 'b/empty')).mode & 0o777).toBe(0o644);
      expect(lstatSync(join(out, 'b/deep')).isDirectory()).toBe(true);
      expect(statSync(join(out, 'tool')).mtimeMs).toBe(0);
    },
  );

  it('sorts by bytes, each folder before what it holds', () => {
    expect(listInitrd(sampleFolder()).map((entry) => entry.name)).toEqual([
      'b',
      'b/deep',
      'b/deep/odd',
      'b/empty',
      'link',
      'tool',
      'Ünï code',
    ]);
  });

  it('writes the same bytes each time', () => {
    const target = scratch();
    const [one, two] = [join(target, 'one'), join(target, 'two')];
    writeCpio(one, listInitrd(sampleFolder()));
    writeCpio(two, listInitrd(sampleFolder()));

    expect(readFileSync(two)).toEqual(readFileSync(one));
    expect(readFileSync(one).length % 4).toBe(0);
  });
});
