// What the demonstrations have in common: they build and start images by `unicore-link`, as a user does.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, 'node_modules/.bin/unicore-link');
const hangMs = 60_000;

/** linuxu, and kvm where this machine has QEMU. */
export function platformsHere() {
  if (spawnSync('qemu-system-x86_64', ['--version']).status === 0) return ['linuxu', 'kvm'];
  say('no qemu-system-x86_64: kvm is left out (apt-get install qemu-system-x86)');
  return ['linuxu'];
}

/** Builds the application in `folder`, relative to the repository, for `platforms`, and returns its images. */
export function build(folder, platforms) {
  const args = [
    '-C',
    join(root, folder),
    ...platforms.flatMap((platform) => ['--plat', platform]),
    '--profile',
    'size',
    '--json',
  ];
  say(`unicore-link ${args.slice(2, -1).join(' ')}   (in ${folder})`);
  const built = spawnSync(cli, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (built.status !== 0) process.exit(built.status ?? 70);
  return JSON.parse(built.stdout).images;
}

/** Starts what `build` built. `firstLine` waits for a line of the guest, and ends the demonstration where none comes. */
export function start(folder, platform, args) {
  const began = performance.now();
  const child = spawn(
    cli,
    ['-C', join(root, folder), 'run', '--plat', platform, '--profile', 'size', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  const firstLine = (pattern) =>
    new Promise((resolve) => {
      const giveUp = setTimeout(
        () => stop(`${platform}: no line like ${pattern} within ${hangMs / 1000} s:\n${output}`, child),
        hangMs,
      );
      child.once('close', (code) =>
        stop(`${platform}: ended with ${code} before a line like ${pattern}:\n${output}`, child),
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

export async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
}

/** Starts what `build` built, shows what it prints, and ends the demonstration unless its status is 0. */
export function runToEnd(folder, platform, args) {
  const shown = args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : JSON.stringify(arg)));
  say(`unicore-link run --plat ${platform} --profile size ${shown.join(' ')}   (in ${folder})`);
  const command = ['-C', join(root, folder), 'run', '--plat', platform, '--profile', 'size', ...args];
  const { status, stdout } = spawnSync(cli, command, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: hangMs,
  });
  process.stdout.write(stdout);
  if (status !== 0) {
    console.error(`demo: ${platform}: ended with status ${status}`);
    process.exit(1);
  }
  return stdout.replaceAll('\r', '');
}

/** A server may print that it listens before the host's forwarding does: asks again while nobody answers. */
export async function fetchWithin(url) {
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

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export function say(text) {
  console.log(`demo: ${text}`);
}

/** Ends the demonstration, and the guest `child` with it. */
export function stop(text, child) {
  child.kill('SIGINT');
  console.error(`demo: ${text}`);
  process.exit(1);
}
