// Measures the figures and writes docs/benchmarks.md.
//
//   npm run bench [-- images http nginx redis sqlite xen builds work menu platforms scale kconfig]      (all by default; the others' rows stay as they were)
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { root } from './src/images.mjs';
import { linuxNginx } from './src/linux-nginx.mjs';
import { peer } from './src/peer.mjs';
import { readReport, renderReport, titles } from './src/report.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'unicore-bench');
const report = join(root, 'docs/benchmarks.md');
const measure = {
  images: async () => (await import('./src/image-figures.mjs')).imageFigures(),
  http,
  nginx,
  redis,
  sqlite: async () => (await import('./src/sqlite-figures.mjs')).sqliteFigures(cache),
  xen: async () => (await import('./src/xen-figures.mjs')).xenFigures(cache),
  builds: async () => (await import('./src/build-figures.mjs')).buildFigures(),
  work: async () => (await import('./src/work-figures.mjs')).workFigures(),
  menu: async () => (await import('./src/menu-figures.mjs')).menuFigures(),
  platforms: async () => (await import('./src/build-figures.mjs')).platformFigures(),
  scale: async () => (await import('./src/scale-figures.mjs')).scaleFigures(),
  kconfig: async () => (await import('./src/kconfig-figures.mjs')).kconfigFigures(),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in titles));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(', ')}: ${Object.keys(titles).join(' ')}.`);
  process.exit(2);
}

mkdirSync(cache, { recursive: true });
for (const [name, title] of Object.entries(titles)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`== ${title}`);
  const rows = await measure[name]();
  for (const { what, value, goal } of rows) console.log(`${what}: ${value} (goal ${goal})`);
  const all = { ...readReport(readFileSync(report, 'utf8')), [name]: rows };
  writeFileSync(report, renderReport(all, machine()));
}

function http() {
  fetchNginx();
  return inNamespace('http-figures.mjs');
}

async function nginx() {
  fetchNginx();
  const { nginxFigures } = await import('./src/nginx-figures.mjs');
  return nginxFigures(() => inNamespace('nginx-load.mjs'));
}

async function redis() {
  const { linuxRedis } = await import('./src/linux-redis.mjs');
  linuxRedis(cache);
  return inNamespace('redis-load.mjs');
}

/** What comes from apt, for which there is no network later. */
function fetchNginx() {
  linuxNginx({ platform: 'kvm', folder: join(cache, 'linux-nginx'), ...peer });
}

/** What a program prints as JSON, in a network namespace of its own, with root's rights there. */
function inNamespace(program) {
  const rootless = process.getuid() === 0 ? [] : ['--user', '--map-root-user'];
  const args = [...rootless, '--net', process.execPath, join(here, 'src', program), cache];
  return JSON.parse(
    execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

function machine() {
  const version = (command) => execFileSync(command, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  return {
    cores: cpus().length,
    versions: [...['qemu-system-x86_64', 'gcc', 'ld'].map(version), `Node ${process.version}`],
  };
}
