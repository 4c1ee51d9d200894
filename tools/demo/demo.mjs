// The main job, as a user sees it: builds hello and webserver for linuxu and kvm, serves and fetches the page on each,
// and prints their memory, sizes and boot times.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, 'node_modules/.bin/unicore-link');
const hangMs = 60_000;
/** What each image gets, in MiB; QEMU itself comes on top. */
const memoryMib = 2;

const canBoot = spawnSync('qemu-system-x86_64', ['--version']).status === 0;
const platforms = canBoot ? ['linuxu', 'kvm'] : ['linuxu'];
if (!canBoot) say('no qemu-system-x86_64: kvm is left out (apt-get install qemu-system-x86)');

const rows = [];
for (const example of ['hello', 'webserver']) {
  const folder = join(root, 'examples', example);
  const args = [
    '-C',
    folder,
    ...platforms.flatMap((platform) => ['--plat', platform]),
    '--profile',
    'size',
    '--json',
  ];
  say(`unicore-link ${args.slice(2, -1).join(' ')}   (in examples/${example})`);
  const built = spawnSync(cli, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (built.status !== 0) process.exit(built.status ?? 70);
  for (const image of JSON.parse(built.stdout).images) {
    rows.push({ example, image, ...(await (example === 'hello' ? runHello : serve)(folder, image)) });
  }
}
console.log(`\nEach image had ${memoryMib} MiB of memory.\n`);
console.log('example    target          size       boot');
for (const { example, image, bootMs } of rows) {
  const target = `${image.platform}/${image.architecture}`;
  console.log(
    `${example.padEnd(10)} ${target.padEnd(15)} ${`${(image.sizeBytes / 1024).toFixed(1)} KB`.padEnd(10)} ${bootMs.toFixed(0)} ms`,
  );
}
console.log('\nBoot: from the start of `unicore-link run` to the first line, QEMU included.');

/** Runs hello and returns how long its line took. */
async function runHello(folder, image) {
  const { child, firstLine } = start(folder, image, []);
  const { text, ms } = await firstLine(/Hello/);
  await ended(child);
  say(`${image.platform}: ${text}`);
  return { bootMs: ms };
}

/** Starts the server, fetches its page as a browser would, compares it with the file, and stops it. */
async function serve(folder, image) {
  const port = await freePort();
  const { child, firstLine } = start(folder, image, ['--publish', `${port}:80`]);
  const { ms } = await firstLine(/ready/);
  const response = await fetchWithin(`http://127.0.0.1:${port}/`);
  const page = await response.text();
  if (response.status !== 200 || page !== readFileSync(join(folder, 'www/index.html'), 'utf8')) {
    stop(
      `${image.platform}: the page is not the file that was packed (status ${response.status}, ${page.length} bytes)`,
      child,
    );
  }
  say(
    `${image.platform}: GET http://127.0.0.1:${port}/ -> ${response.status}, ${page.length} bytes, as packed`,
  );
  child.kill('SIGINT');
  await ended(child);
  return { bootMs: ms };
}

/** A server may print that it listens before the host's forwarding does: asks again while nobody answers. */
async function fetchWithin(url) {
  const deadline = performance.now() + hangMs;
  for (;;) {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(5_000) });
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function start(folder, image, args) {
  const began = performance.now();
  const child = spawn(
    cli,
    [
      '-C',
      folder,
      'run',
      '--plat',
      image.platform,
      '--profile',
      'size',
      '--memory',
      String(memoryMib),
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  const firstLine = (pattern) =>
    new Promise((resolve) => {
      const giveUp = setTimeout(
        () => stop(`${image.platform}: no line like ${pattern} within ${hangMs / 1000} s:\n${output}`, child),
        hangMs,
      );
      child.once('close', (code) =>
        stop(`${image.platform}: ended with ${code} before a line like ${pattern}:\n${output}`, child),
      );
      child.stdout.on('data', (chunk) => {
        output += chunk;
        const line = output.split('\n').find((text) => pattern.test(text));
        if (!line) return;
        clearTimeout(giveUp);
        child.removeAllListeners('close');
        resolve({ text: line.trim(), ms: performance.now() - began });
      });
    });
  return { child, firstLine };
}

async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function say(text) {
  console.log(`demo: ${text}`);
}

function stop(text, child) {
  child.kill('SIGINT');
  console.error(`demo: ${text}`);
  process.exit(1);
}
