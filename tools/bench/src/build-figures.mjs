// What a build costs, by the wall clock: each figure the median of several runs of node_modules/.bin/unicore-link, with a
// cache and an application folder of its own.
import { execFileSync } from 'node:child_process';
import { appendFileSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cli, withCopy } from './images.mjs';
import { ratios, spread } from './statistics.mjs';

const { O_APPEND, O_WRONLY } = constants;
const rounds = 5;

export async function buildFigures() {
  const hello = await times('hello', ['kvm'], { changing: 'main.c' });
  const webserver = await times('webserver', ['kvm'], { changing: 'src/main.c' });
  return [
    { what: 'cold build of hello', value: `${spread(hello.cold, 2)} s`, goal: '1.5 s', peers: 'Unikraft 10' },
    {
      what: 'cold build of webserver with lwIP',
      value: `${spread(webserver.cold, 2)} s`,
      goal: '8 s',
      peers: 'Unikraft 18',
    },
    {
      what: 'nothing changed (hello; webserver)',
      value: `${spread(hello.nothing, 2)} s; ${spread(webserver.nothing, 2)} s`,
      goal: '0.25 s',
    },
    {
      what: 'one C file changed (hello; webserver)',
      value: `${spread(hello.change, 2)} s; ${spread(webserver.change, 2)} s`,
      goal: '1 s',
    },
  ];
}

/** Rows about several platforms in one build. */
export async function platformFigures() {
  const [one, two, four] = await inTurns([['kvm'], ['kvm', 'linuxu'], ['kvm', 'xen', 'metal', 'linuxu']]);
  return [
    {
      what: 'two platforms at once against one, webserver, cold',
      value: `${spread(ratios(two, one), 2)} times`,
      goal: '1.4 times',
    },
    {
      what: 'four platforms at once against one, webserver, cold',
      value: `${spread(ratios(four, one), 2)} times`,
      goal: '2 times',
    },
  ];
}

/** Seconds of builds of an example or a port: cold, of nothing, and where it is told, of one C file. */
export async function times(name, platforms, { rounds: most = rounds, changing } = {}) {
  const figures = { cold: [], nothing: [], change: [] };
  for (let round = 0; round < most; round++) {
    await inFolder(name, (folder, env) => {
      figures.cold.push(timed(folder, platforms, env));
      figures.nothing.push(timed(folder, platforms, env));
      if (changing === undefined) return;
      // Without O_CREAT: a file that is not there is an error.
      const flag = O_WRONLY | O_APPEND;
      appendFileSync(join(folder, changing), `\nint bench_round_${round};\n`, { flag });
      figures.change.push(timed(folder, platforms, env));
    });
  }
  return figures;
}

function cold(name, platforms) {
  return inFolder(name, (folder, env) => timed(folder, platforms, env));
}

/** A copy of an application, with an empty cache. */
function inFolder(name, use) {
  return withCopy(name, (folder) => {
    const cache = mkdtempSync(join(tmpdir(), 'unicore-bench-cache-'));
    try {
      return use(folder, { ...process.env, XDG_CACHE_HOME: cache });
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
}

function timed(folder, platforms, env) {
  const began = performance.now();
  execFileSync(cli, ['-C', folder, ...platforms.flatMap((platform) => ['--plat', platform])], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return (performance.now() - began) / 1000;
}

/** Seconds of cold builds for each set of platforms, which take turns. */
async function inTurns(sets) {
  const results = sets.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, platforms] of sets.entries()) results[index].push(await cold('webserver', platforms));
  }
  return results;
}
