import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { downloadSource } from './apt.mjs';
import { toSourcePackages } from './deb-src.mjs';
import { fetchUpstream } from './fetch.mjs';
import { sha256 } from './sha256.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetch-upstream-'));
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Packs an upstream tree as a release would hold it and pins it in `port/`. */
function pinned(content) {
  const top = join(folder, 'thing-1.0');
  rmSync(top, { recursive: true, force: true });
  mkdirSync(join(top, 'src'), { recursive: true });
  writeFileSync(join(top, 'src/a.c'), content);
  writeFileSync(join(top, 'src/.gitignore'), '*.c\n');
  symlinkSync('a.c', join(top, 'src/link.c'));
  symlinkSync('/etc/passwd', join(top, 'src/outside.c'));
  const archive = join(folder, 'thing_1.0.orig.tar.gz');
  assert.equal(spawnSync('tar', ['-czf', archive, '-C', folder, 'thing-1.0']).status, 0);
  const port = join(folder, 'port');
  mkdirSync(port, { recursive: true });
  const accepted = [{ version: '1.0', file: 'thing_1.0.orig.tar.gz', sha256: sha256(archive) }];
  writeFileSync(
    join(port, 'upstream.json'),
    JSON.stringify({ name: 'thing', debianSource: 'thing', accepted }),
  );
  return { archive, port };
}

test('unpacks plain files only, and does nothing the second time', () => {
  const { archive, port } = pinned('int a;\n');

  assert.equal(fetchUpstream(port, { archive }).fetched, true);

  assert.deepEqual(readdirSync(join(port, 'vendor/src')).toSorted(), ['a.c', 'link.c']);
  assert.equal(lstatSync(join(port, 'vendor/src/link.c')).isFile(), true);
  assert.equal(readFileSync(join(port, 'vendor/src/link.c'), 'utf8'), 'int a;\n');
  assert.equal(fetchUpstream(port, { archive }).fetched, false);
  assert.deepEqual(readdirSync(join(port, 'build')), []);
});

test('refuses an archive that the pin does not accept and keeps the old folder', () => {
  const { archive, port } = pinned('int a;\n');
  fetchUpstream(port, { archive });
  const pin = JSON.parse(readFileSync(join(port, 'upstream.json'), 'utf8'));
  pin.accepted[0].sha256 = '0'.repeat(64);
  writeFileSync(join(port, 'upstream.json'), JSON.stringify(pin));

  assert.throws(() => fetchUpstream(port, { archive }), /has SHA-256 [0-9a-f]{64}, which .* does not accept/);

  assert.equal(existsSync(join(port, 'vendor/src/a.c')), true);
});

test('unpacks anew when the pin names another archive', () => {
  const first = pinned('int a;\n');
  fetchUpstream(first.port, first);
  const second = pinned('int b;\n');

  assert.equal(fetchUpstream(second.port, second).fetched, true);

  assert.equal(readFileSync(join(second.port, 'vendor/src/a.c'), 'utf8'), 'int b;\n');
});

test('says which file lacks what', () => {
  writeFileSync(join(folder, 'upstream.json'), '{"name": "thing"}');

  assert.throws(() => fetchUpstream(folder), /upstream\.json is not a complete pin/);
});

test('asks for sources where the machine has its packages from', () => {
  assert.equal(
    toSourcePackages(
      '# main\ndeb [signed-by=/k.gpg] http://one.test/d s main\ndeb-src http://two.test/d s main\n',
      'list',
    ),
    'deb-src [signed-by=/k.gpg] http://one.test/d s main\n',
  );
  assert.equal(
    toSourcePackages(
      'Types: deb\nURIs: http://one.test/d\nSuites: s\n\nTypes: deb\nEnabled: no\nURIs: http://two.test/d\n',
      'sources',
    ),
    'Types: deb-src\nURIs: http://one.test/d\nSuites: s\n\n',
  );
});

test("takes upstream's archive where the mirror lacks the package's other files", () => {
  const path = process.env.PATH;
  const bin = join(folder, 'bin');
  const scratch = join(folder, 'scratch');
  for (const name of [bin, scratch]) mkdirSync(name);
  const gets =
    '#!/bin/sh\ncase "$*" in *update*) exit 0 ;; esac\necho archive > thing.orig.tar.gz\nexit 100\n';
  writeFileSync(join(bin, 'apt-get'), gets, { mode: 0o755 });
  process.env.PATH = `${bin}:${path}`;
  try {
    const pin = { debianSource: 'thing', accepted: [{ file: 'thing.orig.tar.gz' }] };
    assert.equal(downloadSource(pin, scratch), join(scratch, 'download/thing.orig.tar.gz'));
    rmSync(scratch, { recursive: true });
    mkdirSync(scratch);
    const other = { debianSource: 'thing', accepted: [{ file: 'other.orig.tar.gz' }] };
    assert.throws(() => downloadSource(other, scratch), /cannot be had/);
  } finally {
    process.env.PATH = path;
  }
});
