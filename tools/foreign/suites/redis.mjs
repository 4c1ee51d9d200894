import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
      '`CONFIG SET rollback on apply error`',
      'takes a port of the host that the suite runs on, which is another one than the image',
    ],
    ['`slow`, `large-memory`', 'minutes and gigabytes each under emulation'],
  ],

  prepare() {
    if (spawnSync('tclsh', [], { input: '' }).error) return 'tclsh is not installed: apt-get install tcl';
  },

  async run(target, { bounded }) {
    const server = await serveProgram(portFolder('redis'), target, 6379, {
      // A test announces two gigabytes, of which it sends few.
      memoryMib: 4096,
      args: ['/etc/redis.conf', '--enable-debug-command', 'yes'],
    });
    try {
      return await runSuite(server.port, bounded ? boundedUnits : units);
    } finally {
      await server.stop();
    }
  },

  async runReference({ bounded }) {
    // Debian's redis-tools has the program under another name, and without the service.
    if (spawnSync('redis-check-rdb', ['--version']).error) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'unicore-redis-'));
    const port = await freePort();
    const options = ['--port', String(port), '--save', '', '--appendonly', 'yes', '--dir', folder];
    const server = spawn('redis-check-rdb', [...options, '--enable-debug-command', 'yes'], {
      argv0: 'redis-server',
      stdio: 'ignore',
    });
    try {
      return await runSuite(port, bounded ? boundedUnits : units);
    } finally {
      server.kill('SIGTERM');
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    }
  },
};

/** Each unit by itself: one that ends the server fails, and the others say so too. */
async function runSuite(port, chosen) {
  const result = { passed: 0, failed: [] };
  for (const unit of chosen) {
    const output = await runUnit(port, unit);
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

async function runUnit(port, unit) {
  const where = ['--host', '127.0.0.1', '--port', String(port), '--singledb', '--clients', '1'];
  const which = [
    '--tags',
    tags.join(' '),
    '--skiptest',
    'CONFIG SET rollback on apply error',
    '--single',
    unit,
  ];
  const child = spawn('tclsh', ['tests/test_helper.tcl', ...where, '--timeout', '120', ...which], {
    cwd: join(portFolder('redis'), 'vendor'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stripVTControlCharacters(await text(child.stdout));
}
