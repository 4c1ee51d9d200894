import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  bootProgram,
  compileForLinux,
  copyParts,
  fetchSourcesOf,
  freshCopy,
  portFolder,
  programFolder,
  runOnLinux,
} from '../programs.mjs';

const name = 'sqlite-fuzzcheck';
const upstream = [
  ...['fuzzcheck.c', 'fuzzinvariants.c', 'ossfuzz.c', 'vt02.c'].map((file) => `vendor/test/${file}`),
  'vendor/src/sqlite3ext.h',
  ...['dbdata.c', 'sqlite3recover.c', 'sqlite3recover.h'].map((file) => `vendor/ext/recover/${file}`),
];

/** As prepared. */
let folder;
let files;

export const sqliteFuzzcheck = {
  name,
  what: 'SQLite 3.40.1, what its fuzzers found: `fuzzcheck` on all of `fuzzdata*.db`, inside the image on musl',
  targets: ['linuxu', 'kvm'],
  onRequest: ['kvm'],
  reference: 'Linux, the same sources',
  skips: [
    [
      'the limit of two minutes a test',
      '`alarm` reaches a program without sched-preempt at its next system call; a test that never ends would end the whole suite instead',
    ],
    [
      'on kvm, where QEMU emulates',
      'some hours: `fuzzdata1.db`, 4 of 64 MiB, took 11 minutes of processor time',
    ],
  ],
  /** An SQLite of its own has to be compiled. */
  long: true,

  prepare() {
    const vendor = fetchSourcesOf('sqlite');
    folder = freshCopy(programFolder(name), name);
    files = readdirSync(join(vendor, 'test'))
      .filter((file) => /^fuzzdata\d+\.db$/.test(file))
      .toSorted();
    copyParts(dirname(vendor), folder, upstream);
    copyParts(join(portFolder('sqlite'), 'vendor/generated'), folder, ['sqlite3.c', 'sqlite3.h']);
    copyParts(join(vendor, 'test'), join(folder, 'root'), files);
  },

  async run(target) {
    const result = { passed: 0, failed: [] };
    for (const file of files)
      count(result, file, await bootProgram(folder, target, { args: [`/${file}`], memoryMib: 512 }));
    return result;
  },

  async runReference() {
    const { cflags, includes } = JSON.parse(readFileSync(join(folder, 'unicore.config.json'), 'utf8'));
    const sources = ['sqlite3.c', ...upstream.filter((file) => file.endsWith('.c'))];
    const program = compileForLinux(folder, 'fuzzcheck', [
      ...[...cflags, ...includes.map((path) => `-I${path}`), ...sources, '-lm'],
    ]);
    const result = { passed: 0, failed: [] };
    for (const file of files) count(result, file, runOnLinux(program, [join(folder, 'root', file)]));
    return result;
  },
};

/** It ends at the first test that fails, and says which. */
function count(result, file, { console, status }) {
  const tests = /^fuzzcheck: 0 errors out of (\d+) tests/m.exec(console)?.[1];
  if (tests !== undefined && status === 0) result.passed += Number(tests);
  else result.failed.push(`${file}: ${console.trimEnd().split('\n').at(-1)}`);
}
