// Measures the figures and writes docs/benchmarks.md.
//
//   npm run bench [-- images builds http scale]      (all by default; the others' rows stay as they were)
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from './src/images.mjs';
import { linuxGuest } from './src/linux-guest.mjs';
import { peer } from './src/peer.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'unicore-bench');
const report = join(root, 'docs/benchmarks.md');
const sections = {
  images: { title: 'Images', measure: async () => (await import('./src/image-figures.mjs')).imageFigures() },
  http: { title: 'HTTP', measure: http },
  builds: { title: 'Builds', measure: async () => (await import('./src/build-figures.mjs')).buildFigures() },
  scale: { title: 'Scale', measure: async () => (await import('./src/scale-figures.mjs')).scaleFigures() },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(', ')}: ${Object.keys(sections).join(' ')}.`);
  process.exit(2);
}

mkdirSync(cache, { recursive: true });
const store = join(cache, 'results.json');
const results = existsSync(store) ? JSON.parse(readFileSync(store, 'utf8')) : {};
for (const [name, { title, measure }] of Object.entries(sections)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`== ${title}`);
  const rows = await measure();
  for (const { what, value, goal } of rows) console.log(`${what}: ${value} (goal ${goal})`);
  results[name] = rows;
  writeFileSync(store, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(report, render());
}

/** In a network namespace of its own, with root's rights there; what comes from apt is fetched before. */
function http() {
  linuxGuest({ folder: join(cache, 'linux-guest'), ...peer });
  const rootless = process.getuid() === 0 ? [] : ['--user', '--map-root-user'];
  const args = [...rootless, '--net', process.execPath, join(here, 'src/http-figures.mjs'), cache];
  return JSON.parse(
    execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

function render() {
  const version = (command) => execFileSync(command, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  const parts = Object.entries(sections).flatMap(([name, { title }]) => {
    const rows = results[name];
    if (!rows) return [];
    const table = rows.map(
      ({ what, value, goal, peers = '' }) => `| ${what} | ${value} | ${goal} | ${peers} |`,
    );
    return [
      `## ${title}\n\n\`npm run bench -- ${name}\`\n\n| what | measured | to reach | peers |\n|---|---|---|---|\n${table.join('\n')}\n`,
    ];
  });
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. x86_64 guests under QEMU's TCG, one CPU, \`-cpu max\`; the machine has ${cpus().length} cores and is
shared, so instructions and ratios are the steady figures, and times are medians with their range. Peers' figures come from a machine of the same kind.

${version('qemu-system-x86_64')}; ${version('gcc')}; ${version('ld')}; Node ${process.version}.

${parts.join('\n')}
## Notes

- Guest instructions are counted by a TCG plugin (\`tools/bench/src/guest_count.c\`); each iteration of a \`rep\` instruction counts as one.
- Both guests of the HTTP comparison run on the same tap, one after the other, three times; the ratio is of neighbours. The Linux guest is Debian's cloud kernel
  and Debian's nginx with one worker, no access log, and the page cached.
- linuxu against native nginx: a request that nginx serves passes the kernel's TCP twice, the client's and nginx's, and costs nginx several system calls;
  linuxu's process speaks TCP itself, so there it costs one read and one write of a tap. That the paths differ is the point, not an accident of the set-up.
- Builds run in a folder and with a cache of their own each time; wall clocks on a shared machine.
`;
}
