// What a build costs, by the wall clock: each figure the median of several runs of node_modules/.bin/unicore-link, with a
// cache and an application folder of its own.
import { execFileSync } from 'node:child_process';
import { appendFileSync, constants, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { cli, exampleFolder, root } from './images.mjs';
import { ratios, spread } from './statistics.mjs';

const { O_APPEND, O_WRONLY } = constants;
const rounds = 5;

export function buildFigures() {
  const hello = times('hello', ['kvm']);
  const webserver = times('webserver', ['kvm']);
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
export function platformFigures() {
  const [one, two, four] = inTurns([['kvm'], ['kvm', 'linuxu'], ['kvm', 'xen', 'metal', 'linuxu']]);
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

function times(example, platforms) {
  const figures = { cold: [], nothing: [], change: [] };
  for (let round = 0; round < rounds; round++) {
    inFolder(example, (folder, env) => {
      figures.cold.push(timed(folder, platforms, env));
      figures.nothing.push(timed(folder, platforms, env));
      const file = join(folder, example === 'hello' ? 'main.c' : 'src/main.c');
      // Without O_CREAT: a file that is not there is an error.
      appendFileSync(file, `\nint bench_round_${round};\n`, { flag: O_WRONLY | O_APPEND });
      figures.change.push(timed(folder, platforms, env));
    });
  }
  return figures;
}

function cold(example, platforms) {
  let seconds = 0;
  inFolder(example, (folder, env) => (seconds = timed(folder, platforms, env)));
  return seconds;
}

/** A copy of the example inside the workspace's reach, so that its packages resolve, with an empty cache. */
function inFolder(example, use) {
  const folder = mkdtempSync(join(root, 'examples', `.bench-${example}-`));
  const cache = mkdtempSync(join(tmpdir(), 'unicore-bench-cache-'));
  try {
    cpSync(exampleFolder(example), folder, {
      recursive: true,
      filter: (path) => !['build', '.unicore', 'node_modules'].includes(basename(path)),
    });
    use(folder, { ...process.env, XDG_CACHE_HOME: cache });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(cache, { recursive: true, force: true });
  }
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
function inTurns(sets) {
  const results = sets.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, platforms] of sets.entries()) results[index].push(cold('webserver', platforms));
  }
  return results;
}
