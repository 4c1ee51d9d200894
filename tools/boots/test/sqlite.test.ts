import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };
/** Result codes, which the shell ends with. Spec: sqlite.org/rescode.html. */
const SQLITE_NOMEM = 7;
const SQLITE_FULL = 13;
const onDisk = { parameters: ['vfs.mount=ext4:blk0:/data'] };
/** Where the end of a journal is what commits, FULL lets the last transaction go with the power. Spec: sqlite.org/pragma.html#pragma_synchronous. */
const modes = [
  { mode: 'wal', synchronous: 'full' },
  { mode: 'delete', synchronous: 'extra' },
];
const transactions = 2_000;
/** What SQLite walks by recursion, near its limits: 1,000 and 2,000. */
const deep = `
select 'sum', ${'1+'.repeat(990)}1;
select 'json', json_valid(replace(hex(zeroblob(1990)), '00', '[') || replace(hex(zeroblob(1990)), '00', ']'));
select 'too deep', ${'1+'.repeat(1000)}1;
`;
const blobs = 'with recursive c(i) as (select 1 union all select i + 1 from c where i < 200) ';

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-sqlite-'));
  disk = join(folder, 'disk.img');
  const files = join(folder, 'files');
  mkdirSync(files);
  // Each a transaction of its own, told once it is committed.
  const work = "insert into log(x) values (randomblob(300)); select 'safe ' || max(n) from log;\n";
  writeFileSync(join(files, 'work.sql'), work.repeat(transactions));
  writeFileSync(join(files, 'deep.sql'), deep);
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', '-d', files, disk, '12M'], tools);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of a guest that says what the shell does. */
function linesOf(console: string): readonly string[] {
  return console.replaceAll('\r', '').split('\n');
}

function lastSafe(console: string): number {
  // A line that the end cut is not one that was said.
  return Number([...console.matchAll(/safe (\d+)\r?\n/g)].at(-1)?.[1] ?? 0);
}

onEachPlatform('SQLite', (platform) => {
  bootTest('answers as its documentation says, in memory', async ({ bootVm }) => {
    const sql = [
      "select 'version', sqlite_version(), round(sin(1), 6), datetime(0, 'unixepoch', 'localtime');",
      "select 'json', json_extract('{\"a\":[1,2,{\"b\":7}]}', '$.a[2].b');",
      'create table t(n integer primary key, x text collate nocase, y real);',
      "insert into t(x, y) values ('one', 1e300), ('Two', 0.1), ('three', -0.0);",
      "select 'window', group_concat(x) over (order by x) from t;",
      'create virtual table words using fts5(text);',
      "insert into words values ('to be or not to be'), ('that is the question');",
      "select 'found', highlight(words, 0, '<', '>') from words where words match 'quest*';",
      'create virtual table boxes using rtree(id, x0, x1);',
      'insert into boxes values (1, 0, 10), (2, 20, 30);',
      "select 'boxes', group_concat(id) from boxes where x0 < 25 and x1 > 15;",
      'begin; delete from t; rollback;',
      "select 'rows', count(*) from t;",
      'pragma integrity_check;',
    ];
    const vm = await bootVm(await imageOf('sqlite', platform), { args: [':memory:', sql.join('\n')] });

    expect((await vm.exit()).status, vm.console).toBe(0);
    expect(linesOf(vm.console)).toEqual(
      expect.arrayContaining([
        'version|3.40.1|0.841471|1970-01-01 00:00:00',
        'json|7',
        'window|one,three,Two',
        'found|that is the <question>',
        'boxes|2',
        'rows|3',
        'ok',
      ]),
    );
    expect(vm.console).not.toContain('syscall:');
  });

  for (const [name, type] of [
    ['memory', 'ramfs::/data'],
    ['ext4', 'ext4:blk0:/data'],
  ] as const) {
    bootTest(`shares a WAL between connections by the VFS of any Unix, in ${name}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('sqlite', platform), {
        args: [
          '/data/shared.db',
          'pragma journal_mode=wal; create table t(x); insert into t values (1);',
          '.vfsname',
          '.connection 1',
          '.open /data/shared.db',
          "insert into t values (2); select 'second', count(*) from t;",
          '.connection 0',
          "insert into t values (3); select 'first', sum(x) from t; pragma mmap_size=1048576;",
          "select 'mapped', sum(x) from t; pragma wal_checkpoint(truncate); pragma integrity_check;",
        ],
        parameters: [`vfs.mount=${type}`],
        ...(name === 'ext4' ? { disks: [disk] } : {}),
      });

      expect((await vm.exit()).status, vm.console).toBe(0);
      const lines = linesOf(vm.console);
      for (const line of ['unix', 'wal', 'second|2', 'first|6', 'mapped|6', '0|0|0', 'ok'])
        expect(lines, vm.console).toContain(line);
    });
  }

  for (const { mode, synchronous } of modes) {
    bootTest(
      `keeps a database in the mode ${mode} on ext4 from one start to the next`,
      async ({ bootVm }) => {
        const image = await imageOf('sqlite', platform);
        const setUp = `pragma journal_mode=${mode}; create table log(n integer primary key, x);`;
        const first = `${setUp} insert into log(x) values ('kept'), ('too');`;
        const second = 'pragma journal_mode; pragma integrity_check; select n, x from log; vacuum;';
        for (const [sql, lines] of [
          [first, [mode]],
          [second, [mode, 'ok', '1|kept', '2|too']],
        ] as const) {
          const vm = await bootVm(image, { ...onDisk, disks: [disk], args: ['/data/log.db', sql] });

          expect((await vm.exit()).status, vm.console).toBe(0);
          expect(linesOf(vm.console)).toEqual(expect.arrayContaining([...lines]));
          expect(vm.console).not.toContain('syscall:');
          execFileSync('e2fsck', ['-fn', disk], tools);
        }
      },
    );

    bootTest(
      `loses nothing that was committed in the mode ${mode}, however it is stopped`,
      async ({ bootVm }) => {
        const image = await imageOf('sqlite', platform);
        const setUp = `pragma journal_mode=${mode}; create table if not exists log(n integer primary key, x);`;
        const work = ['/data/log.db', setUp, `pragma synchronous=${synchronous};`, '.read /data/work.sql'];
        const check = ['/data/log.db', "pragma integrity_check; select 'rows', count(*), max(n) from log;"];
        let safe = 0;
        for (const more of [2, 15, 60]) {
          const vm = await bootVm(image, { ...onDisk, disks: [disk], args: work });
          await vm.waitForLine(new RegExp(`safe ${safe + more}\\b`));
          await vm.stop();
          const said = lastSafe(vm.console);
          expect(said).toBeLessThan(safe + transactions);

          const after = await bootVm(image, { ...onDisk, disks: [disk], args: check });
          expect((await after.exit()).status, after.console).toBe(0);
          expect(linesOf(after.console)).toContain('ok');
          const [, rows, last] = /^rows\|(\d+)\|(\d+)/m.exec(after.console) ?? [];
          expect(rows).toBe(last);
          expect(Number(rows)).toBeGreaterThanOrEqual(said);
          safe = Number(rows);
          execFileSync('e2fsck', ['-fn', disk], tools);
        }
      },
    );

    bootTest(
      `says that the disk is full in the mode ${mode}, and keeps what there was`,
      async ({ bootVm }) => {
        const image = await imageOf('sqlite', platform);
        const fill = [
          `pragma journal_mode=${mode}; create table t(x); insert into t values ('before');`,
          `insert into t ${blobs} select randomblob(100000) from c;`,
        ];
        const full = await bootVm(image, { ...onDisk, disks: [disk], args: ['/data/full.db', ...fill] });

        expect((await full.exit()).status, full.console).toBe(SQLITE_FULL);
        expect(full.console).toContain('database or disk is full');

        const sql =
          "select x from t; insert into t values ('after'); select count(*) from t; pragma integrity_check;";
        const after = await bootVm(image, { ...onDisk, disks: [disk], args: ['/data/full.db', sql] });
        expect((await after.exit()).status, after.console).toBe(0);
        expect(linesOf(after.console)).toEqual(expect.arrayContaining(['before', '2', 'ok']));
        execFileSync('e2fsck', ['-fn', disk], tools);
      },
    );
  }

  bootTest('has the stack for what nests as deep as SQLite lets it', async ({ bootVm }) => {
    const args = [':memory:', '.read /data/deep.sql'];
    const vm = await bootVm(await imageOf('sqlite', platform), { ...onDisk, disks: [disk], args });

    expect((await vm.exit()).status, vm.console).toBe(1);
    expect(linesOf(vm.console)).toEqual(expect.arrayContaining(['sum|991', 'json|1']));
    expect(vm.console).toContain('Expression tree is too large (maximum depth 1000)');
  });

  bootTest('says that a file system in memory is full, and that memory is', async ({ bootVm }) => {
    const image = await imageOf('sqlite', platform);
    const insert = `create table t(x); insert into t ${blobs} select randomblob(1000000) from c;`;

    const small = await bootVm(image, {
      parameters: ['vfs.mount=ramfs::/small:size=1M'],
      args: ['/small/a.db', insert],
    });
    expect((await small.exit()).status, small.console).toBe(SQLITE_FULL);

    const memory = await bootVm(image, { args: [':memory:', insert], memoryMib: 48 });
    expect((await memory.exit()).status, memory.console).toBe(SQLITE_NOMEM);
    expect(memory.console).toContain('out of memory');
  });
});
