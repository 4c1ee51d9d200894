// What SQLite and Redis write to a disk of ext4 while each change waits for the one before, and what they find there after a cut.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { boot, type BootOptions, type Vm } from '@unicore/testkit';
import { expect } from 'vitest';

import { imageOf } from './example.ts';
import { connectRedis, isServing } from './redis-client.ts';
import { loggedDrive, requestsIn } from './write-log.ts';

type Boot = (image: string, options: BootOptions) => Promise<Vm>;

export interface PowerProgram {
  readonly title: string;
  /** The application, for `imageOf`. */
  readonly app: string;
  /** What is on the disk from the start, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Changes a disk for kvm, `changes` times, while its requests go to a log; returns how many there were at each acknowledgement. */
  record(disk: string, log: string): Promise<readonly number[]>;
  /** Starts on a disk; returns how many of the changes are there, and rejects where one is there by half, or what follows fails. */
  check(bootVm: Boot, image: string, disk: string): Promise<number>;
}

const changes = 100;
const mounted = ['vfs.mount=ext4:blk0:/data'];
const runImage = fileURLToPath(new URL('../long/run-image.mjs', import.meta.url));

/** How often a change says its number, in six digits: a row or a value within a block, and sometimes beyond several. */
const timesOf = (change: number): number => (change % 10 === 0 ? 4_000 : 1 + ((change * 37) % 500));

/** Without the disk of the program's run settings. */
function withLog(disk: string, log: string): BootOptions {
  const monitorArgs = [...loggedDrive(disk, log), '-device', 'virtio-blk-device,drive=drive'];
  return { disks: [], monitorArgs, parameters: mounted };
}

/** The shell of SQLite, told one transaction after the other: by the names of files, as its console takes its time for each letter. */
export function sqliteIn(mode: string, synchronous: string): PowerProgram {
  const settings = `pragma journal_mode=${mode}; pragma synchronous=${synchronous}; pragma wal_autocheckpoint=25;`;
  const transactions = Array.from(
    { length: changes },
    (_, index) => [index + 1, transaction(index + 1)] as const,
  );
  return {
    app: 'sqlite',
    title: `SQLite in the mode ${mode}`,
    files: { 0: `${settings} ${makeTables} select 'awake';`, ...Object.fromEntries(transactions) },
    async record(disk, log) {
      const options = { ...withLog(disk, log), args: ['-cmd', '.read /data/0', '/data/log.db'] };
      const image = await imageOf('sqlite', 'kvm');
      const shell = spawn(process.execPath, [runImage, image, JSON.stringify(options)]);
      try {
        const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
        await lineWith(lines, 'awake');
        const acknowledged: number[] = [];
        for (let change = 1; change <= changes; change++) {
          shell.stdin.write(`.read /data/${change}\n`);
          await lineWith(lines, `safe ${change}`);
          acknowledged.push(requestsIn(log));
        }
        return acknowledged;
      } finally {
        shell.kill();
      }
    },
    async check(bootVm, image, disk) {
      const args = ['/data/log.db', `${makeTables} ${question}`, `begin; ${lastChange}; rollback;`];
      const vm = await bootVm(image, {
        disks: [disk],
        parameters: mounted,
        args,
      });

      expect((await vm.exit()).status, vm.console).toBe(0);
      expect(vm.console).toMatch(/^ok\r?$/m);
      const [, told = '', rows] = /^told\|(\d+\|\d+\|\d+)\r?\nrows\|(\S+)\r?$/m.exec(vm.console) ?? [];
      expect(rows, vm.console).toBe(`${told}|0`);
      return Number(told.split('|')[0]);
    },
  };
}

const makeTables = `begin; create table if not exists log(n integer primary key, x text);
create table if not exists state(n, rows, length); insert into state select 0, 0, 0 where not exists (select 1 from state);
commit;`;
const textOf = (n: string, times: string): string =>
  `replace(hex(zeroblob(${times})), '00', printf('%06d', ${n}))`;
const summary = 'coalesce(max(n), 0), count(*), coalesce(sum(length(x)), 0)';
const question = `select 'told', n, rows, length from state;
select 'rows', ${summary}, coalesce(sum(x is not ${textOf('n', 'length(x) / 6')}), 0) from log; pragma integrity_check;`;
const lastChange = `insert into log select max(n) + 1, ${textOf('7', '9000')} from log`;

/** Adds a row, takes an old one away, and says in another table what there is now. */
function transaction(change: number): string {
  const row = textOf(String(change), String(timesOf(change)));
  return `begin; insert into log values (${change}, ${row}); delete from log where n = ${change - 7} and n % 3 = 0;
update state set (n, rows, length) = (select ${summary} from log);
commit; select 'safe ' || n from state;`;
}

/** Reads on to a line that ends so: a prompt may stand before. */
async function lineWith(lines: AsyncIterator<string>, end: string): Promise<void> {
  let shown = '';
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`ended without "${end}":\n${shown}`);
    if (value.trimEnd().endsWith(end)) return;
    shown += `${value}\n`;
  }
}

const always = ['/etc/redis.conf', '--appendfsync', 'always'];

/** Redis, told one transaction after the other by one client. */
export const redis: PowerProgram = {
  app: 'redis',
  title: 'Redis with appendfsync always',
  files: {},
  async record(disk, log) {
    const served = { network: 'auto', publish: ['6379'], memoryMib: 64, args: always };
    await using vm = await boot(await imageOf('redis', 'kvm'), { ...withLog(disk, log), ...served });
    await isServing(vm);
    const client = await connectRedis(vm.port(6379));
    const acknowledged: number[] = [];
    for (let change = 1; change <= changes; change++) {
      const commands = [['MULTI'], ['RPUSH', 'log', valueOf(change)], ['INCR', 'n'], ['EXEC']];
      const replies = await client.pipeline(commands);
      expect(replies.at(-1)).toEqual([change, change]);
      acknowledged.push(requestsIn(log));
    }
    client.close();
    return acknowledged;
  },
  async check(bootVm, image, disk) {
    const served = { network: 'auto', publish: ['6379'], memoryMib: 64, args: always };
    const vm = await bootVm(image, {
      ...served,
      disks: [disk],
      parameters: mounted,
    });
    await isServing(vm);
    const client = await connectRedis(vm.port(6379));
    const [n, log] = await client.pipeline([
      ['GET', 'n'],
      ['LRANGE', 'log', '0', '-1'],
    ]);
    expect(log).toEqual(Array.from({ length: Number(n) }, (_, index) => valueOf(index + 1)));
    expect(await client.call('SET', 'after', 'that')).toBe('OK');
    client.send('SHUTDOWN\r\n');
    expect((await vm.exit()).status, vm.console).toBe(0);
    return Number(n);
  },
};

const valueOf = (change: number): string => String(change).padStart(6, '0').repeat(timesOf(change));
