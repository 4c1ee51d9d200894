// nginx for linuxu and kvm: builds it, fetches its page and prints sizes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, ended, fetchWithin, freePort, platformsHere, root, say, start, stop } from '../common.mjs';

const folder = 'libs-native/app/nginx';
const page = readFileSync(join(root, folder, 'root/usr/share/nginx/html/index.html'), 'utf8');
const memoryMib = 8;

const images = build(folder, platformsHere());
for (const { platform } of images) await serve(platform);
for (const { platform, architecture, sizeBytes } of images) {
  say(
    `${platform}/${architecture}: an image of ${(sizeBytes / 1024).toFixed(1)} KB, with ${memoryMib} MiB of memory`,
  );
}

/** Starts the server, fetches its page as a browser would, compares it with the file, and stops it. */
async function serve(platform) {
  const port = await freePort();
  const { child, firstLine } = start(folder, platform, [
    '--memory',
    String(memoryMib),
    '--publish',
    `${port}:80`,
  ]);
  await firstLine(/^net0: /);
  const response = await fetchWithin(`http://127.0.0.1:${port}/`);
  const text = await response.text();
  const server = response.headers.get('server');
  if (response.status !== 200 || text !== page) {
    stop(
      `${platform}: the page is not the file that was packed (${response.status}, ${text.length} bytes)`,
      child,
    );
  }
  say(
    `${platform}: GET http://127.0.0.1:${port}/ -> ${response.status} from ${server}, ${text.length} bytes, as packed`,
  );
  child.kill('SIGINT');
  await ended(child);
}
