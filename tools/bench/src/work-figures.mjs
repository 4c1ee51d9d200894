// What one waits for while working on the example web server, by the wall clock: from the save of a C file until the image that
// `run --watch` has built anew speaks, and from the call of `explore` until its page is there.
import { spawn } from 'node:child_process';
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { cli, withCopy } from './images.mjs';
import { spread } from './statistics.mjs';

const rounds = 7;
const patienceMs = 120_000;
const network = ['--net', 'none'];

/** Rows of docs/benchmarks.md. */
export async function workFigures() {
  return withCopy('webserver', async (folder) => {
    const { image, guest } = await watched(folder);
    const explored = await explore(folder);
    return [
      {
        what: 'run --watch, webserver on linuxu: from the save of a C file to the image; to the first output of the guest',
        value: `${spread(image, 2)} s; ${spread(guest, 2)} s`,
        goal: '1 s',
      },
      {
        what: 'explore, webserver: from its call to the page',
        value: `${spread(explored, 2)} s`,
        goal: '1 s',
      },
    ];
  });
}

async function watched(folder) {
  const seconds = { image: [], guest: [] };
  const command = start(folder, ['run', '--watch', '--plat', 'linuxu', ...network]);
  const image = join(folder, 'build/linuxu-x86_64/webserver');
  try {
    await command.says(/\n/);
    for (let round = 0; round < rounds; round++) {
      const before = statSync(image).ino;
      command.forget();
      const began = performance.now();
      appendFileSync(join(folder, 'src/main.c'), `\nint bench_round_${round};\n`);
      await until(() => statSync(image, { throwIfNoEntry: false })?.ino !== before, command);
      seconds.image.push((performance.now() - began) / 1000);
      await command.says(/\n/);
      seconds.guest.push((performance.now() - began) / 1000);
    }
  } finally {
    await command.end();
  }
  return seconds;
}

async function explore(folder) {
  const seconds = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const command = start(folder, ['explore', '--plat', 'linuxu']);
    try {
      await command.says(/^http:\S+\n/);
      const page = await fetch(command.said().trim());
      if (!(await page.text()).includes('lwip')) throw new Error('a page without the image');
      seconds.push((performance.now() - began) / 1000);
    } finally {
      await command.end();
    }
  }
  return seconds;
}

/** A command whose results are read as they come: what a guest says is on stdout, the rest on stderr. */
function start(folder, args) {
  const child = spawn(cli, ['-C', folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let [said, noted] = ['', ''];
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (noted += chunk));
  const command = {
    said: () => said,
    noted: () => `${noted}${said}`,
    hasEnded: () => child.exitCode !== null,
    forget: () => (said = ''),
    says: (pattern) => until(() => pattern.test(said), command),
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
  return command;
}

async function until(holds, command) {
  const latest = performance.now() + patienceMs;
  while (!holds()) {
    if (command.hasEnded() || performance.now() > latest) throw new Error(command.noted());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
