import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';

import { freePort, portFolder, serveProgram } from '../programs.mjs';

/** Of `tests/test_helper.tcl`; those that it leaves out of external servers as a whole are not among them. */
const units = [
  'unit/type/string unit/type/incr unit/type/list unit/type/list-2 unit/type/list-3 unit/type/set unit/type/zset unit/type/hash',
  'unit/type/stream unit/type/stream-cgroups unit/auth unit/protocol unit/keyspace unit/scan unit/sort unit/expire unit/multi',
  'unit/quit unit/pubsub unit/slowlog unit/scripting unit/functions unit/introspection unit/introspection-2 unit/bitops',
  'unit/bitfield unit/geo unit/hyperloglog unit/info-command unit/latency-monitor unit/acl unit/tracking unit/networking',
].flatMap((line) => line.split(' '));
const boundedUnits = ['unit/type/string', 'unit/type/incr', 'unit/type/hash'];

/** What would need a second process. The suite leaves out by itself what is tagged `external:skip`: it starts servers of its own there. */
const tags = ['-needs:repl', '-needs:save', '-needs:debug', '-slow', '-large-memory'];

const skipped = 'CONFIG SET rollback on apply error';

/** What compares the server's clock with that of this machine. */
const byHostClock = [
  ...['GETEX EXAT option', 'GETEX PXAT option', 'Extended SET EXAT option', 'Extended SET PXAT option'],
  'EXPIREAT - Check for EXPIRE alike behavior',
];

export const redis = {
  name: 'redis',
  what: 'Redis 7.0.15, its own test suite (`runtest`), against the image as an external server',
  targets: ['linuxu', 'kvm'],
  reference: "Linux, Debian's build",
  skips: [
    ['`external:skip`', 'the suite does not run these against external servers, on any system'],
    ['`needs:repl`', 'a replica attaches by BGSAVE, which needs fork'],
    ['`needs:save`', 'waits for BGSAVE, which needs fork'],
    [
      '`needs:debug`',
      '`DEBUG RELOAD`, `JMAP` and the like: with them DEBUG would have to be open to clients',
    ],
    [
      `\`${skipped}\``,
      'takes a port of the host that the suite runs on, which is another one than the image',
    ],
    ['`slow`, `large-memory`', 'minutes and gigabytes each under emulation'],
    [
      '`trim on SET with big value`, of images',
      "runs where malloc is jemalloc, as in Debian's build; an image's is its own",
    ],
    [
      `on kvm ${byHostClock.map((name) => `\`${name}\``).join(', ')}`,
      "compare the server's clock with that of the suite's host; without KVM, QEMU gives guests of any system a clock of whole seconds, which is behind",
    ],
  ],

  prepare() {
    if (spawnSync('tclsh', [], { input: '' }).error) return 'tclsh is not installed: apt-get install tcl';
  },

  async run(target, { bounded }) {
    const skip = target === 'kvm' ? [skipped, ...byHostClock] : [skipped];
    return runUnits({ bounded, skip }, () =>
      serveProgram(portFolder('redis'), target, 6379, {
        // A test announces two gigabytes, of which it sends few.
        memoryMib: 4096,
        args: ['/etc/redis.conf', '--enable-debug-command', 'yes'],
      }),
    );
  },

  async runReference({ bounded }) {
    // Debian's redis-tools has the program under another name, and without the service.
    if (spawnSync('redis-check-rdb', ['--version']).error) return undefined;
    return runUnits({ bounded, skip: [skipped] }, startOnLinux);
  },
};

async function startOnLinux() {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-redis-'));
  const port = await freePort();
  const options = ['--port', String(port), '--save', '', '--appendonly', 'yes', '--dir', folder];
  const server = spawn('redis-check-rdb', [...options, '--enable-debug-command', 'yes'], {
    argv0: 'redis-server',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'close');
  for await (const line of createInterface(server.stdout)) if (line.includes('Ready to accept')) break;
  server.stdout.resume();
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { port, stop };
}

/** Each unit against a server of its own: units change settings that they do not change back, and another one then fails. */
async function runUnits({ bounded, skip }, start) {
  const result = { passed: 0, failed: [] };
  for (const unit of bounded ? boundedUnits : units) {
    const { port, stop } = await start();
    const output = await runUnit(port, unit, skip).finally(stop);
    result.passed += output.match(/^\[ok\]: /gm)?.length ?? 0;
    const failed = failuresIn(output);
    // Why is told in the lines beside.
    if (failed.length > 0) console.log(output);
    result.failed.push(...failed.map((name) => `${unit}: ${name}`));
  }
  return result;
}

function failuresIn(output) {
  const failed = [...output.matchAll(/^\[(?:err|exception|(timeout))\]: (.*?)(?: in tests\/.*)?$/gim)];
  if (failed.length === 0 && !output.includes('All tests passed without errors!')) return ['did not end'];
  return failed.map(([, late, name]) => (late ? 'timed out' : name));
}

async function runUnit(port, unit, skip) {
  // The suite looks for a port of its own below the base, and two suites at once for the same one.
  const base = (await freePort()) + 32;
  const where = `--host 127.0.0.1 --port ${port} --baseport ${base} --singledb --clients 1 --timeout 900`;
  const which = ['--tags', tags.join(' '), ...skip.flatMap((name) => ['--skiptest', name]), '--single', unit];
  const child = spawn('tclsh', ['tests/test_helper.tcl', ...where.split(' '), ...which], {
    cwd: join(portFolder('redis'), 'vendor'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stripVTControlCharacters(await text(child.stdout));
}
