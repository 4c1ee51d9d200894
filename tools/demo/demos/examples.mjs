// The main job, as a user sees it: builds hello and webserver for linuxu and kvm, serves and fetches the page on each,
// and prints their memory, sizes and boot times.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, ended, fetchWithin, freePort, platformsHere, root, say, start, stop } from '../common.mjs';

/** What each image gets, in MiB; QEMU itself comes on top. */
const memoryMib = 2;

const platforms = platformsHere();
const rows = [];
for (const example of ['hello', 'webserver']) {
  const folder = `examples/${example}`;
  for (const image of build(folder, platforms)) {
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
  const { child, firstLine } = start(folder, image.platform, ['--memory', String(memoryMib)]);
  const { text, ms } = await firstLine(/Hello/);
  await ended(child);
  say(`${image.platform}: ${text}`);
  return { bootMs: ms };
}

/** Starts the server, fetches its page as a browser would, compares it with the file, and stops it. */
async function serve(folder, image) {
  const port = await freePort();
  const { child, firstLine } = start(folder, image.platform, [
    '--memory',
    String(memoryMib),
    '--publish',
    `${port}:80`,
  ]);
  const { ms } = await firstLine(/ready/);
  const response = await fetchWithin(`http://127.0.0.1:${port}/`);
  const page = await response.text();
  if (response.status !== 200 || page !== readFileSync(join(root, folder, 'www/index.html'), 'utf8')) {
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
