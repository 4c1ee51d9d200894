// What one waits for in menuconfig, by the wall clock, in a terminal of 80 by 24 that util-linux' `script` gives it: until its first
// screen is drawn, and from a key to the end of the screen that follows.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { importLibrary, readKconfig } from '../../../packages/options/dist/index.js';
import { cli, withCopy } from './images.mjs';
import { kconfigTree } from './kconfig-tree.mjs';
import { spread } from './statistics.mjs';

const rounds = 9;
const patienceMs = 60_000;
const options = 5_000;
const [down, up, space] = ['\u001B[B', '\u001B[A', ' '];
/** Ends each screen; see "synchronized output" among the private modes of terminals. */
const endOfScreen = '\u001B[?2026l';

/** Rows of docs/benchmarks.md. */
export async function menuFigures() {
  const small = await withCopy('webserver', (folder) => firstScreens(folder, []));
  const large = await withCopy('webserver', async (folder) => {
    addLibrary(folder);
    return {
      first: await firstScreens(folder, []),
      moved: await afterKeys(folder, [], [down, 'Profile'], [up, 'Targets']),
    };
  });
  const files = await withKconfig(async (folder) => {
    const args = ['--kconfig', 'Kconfig'];
    return {
      first: await firstScreens(folder, args),
      moved: await afterKeys(folder, args, [down, 'Menu 1'], [up, 'S0']),
      changed: await afterKeys(folder, args, [space, '[ ] '], [space, '[*] ']),
    };
  });
  const seconds = (times) =>
    `${spread(
      times.map((ms) => ms / 1000),
      2,
    )} s`;
  return [
    {
      what: 'menuconfig, webserver: from its call to the first screen',
      value: seconds(small),
      goal: '0.3 s',
    },
    {
      what: 'the same with a library of 5,000 options; a Kconfig file of 5,000 symbols',
      value: `${seconds(large.first)}; ${seconds(files.first)}`,
      goal: '',
    },
    {
      what: 'from an arrow key to the screen that follows, of the same two',
      value: `${spread(large.moved, 1)} ms; ${spread(files.moved, 1)} ms`,
      goal: '30 ms',
    },
    {
      what: 'from Space on the symbol that all 5,000 depend on to the screen that follows',
      value: `${spread(files.changed, 1)} ms`,
      goal: '40 ms: 10 to solve, 30 to draw',
    },
  ];
}

/** Milliseconds of each call. */
async function firstScreens(folder, args) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const menu = open(folder, args);
    try {
      await menu.screen();
      times.push(performance.now() - began);
    } finally {
      await menu.end();
    }
  }
  return times;
}

/** Milliseconds from each key to its screen, which must show a text, in one menu. */
async function afterKeys(folder, args, ...pressed) {
  const times = [];
  const menu = open(folder, args);
  try {
    await menu.screen();
    for (let round = 0; round < rounds; round++) {
      for (const [key, sign] of pressed) {
        const began = performance.now();
        menu.press(key);
        const written = await menu.screen();
        if (!stripVTControlCharacters(written).includes(sign)) throw new Error(written);
        times.push(performance.now() - began);
      }
    }
  } finally {
    await menu.end();
  }
  return times;
}

function open(folder, args) {
  const words = [cli, '-C', folder, 'menuconfig', ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qfc', `stty rows 24 cols 80; exec ${words}`, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color' },
    // On stderr it tells of the signal that ends it.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let shown = '';
  let heard = () => {};
  child.stdout.on('data', (chunk) => {
    shown += chunk;
    heard();
  });
  return {
    press: (key) => child.stdin.write(key),
    /** Waits for the end of the next screen, and returns what was written for it. */
    async screen() {
      const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      while (!shown.includes(endOfScreen)) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(shown);
        await Promise.race([new Promise((resolve) => (heard = resolve)), ended]);
      }
      clearTimeout(patience);
      const end = shown.indexOf(endOfScreen) + endOfScreen.length;
      const written = shown.slice(0, end);
      shown = shown.slice(end);
      return written;
    },
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Installs a library of so many options into an application. */
function addLibrary(folder) {
  const tree = readKconfig('Kconfig', { read: () => kconfigTree(options), glob: () => [], environment: {} });
  const { problems, ...symbols } = importLibrary(tree);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const descriptor = {
    schema: 1,
    name: 'large',
    pool: 'main',
    side: 'system',
    summary: 'Large',
    sources: [],
  };
  const library = join(folder, 'node_modules/@unicore/lib-large');
  mkdirSync(library, { recursive: true });
  writeJson(join(library, 'library.json'), { ...descriptor, ...symbols });
  writeJson(join(library, 'package.json'), {
    name: '@unicore/lib-large',
    version: '1.0.0',
    unicore: { library: './library.json' },
  });
  const manifest = join(folder, 'package.json');
  const { dependencies, ...rest } = JSON.parse(readFileSync(manifest, 'utf8'));
  writeJson(manifest, { ...rest, dependencies: { ...dependencies, '@unicore/lib-large': '1.0.0' } });
}

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value));
}

async function withKconfig(use) {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-menu-'));
  try {
    writeFileSync(join(folder, 'Kconfig'), kconfigTree(options));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
