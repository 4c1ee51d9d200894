import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findFreePort } from '@unicore/runner';
import { boot, buildApp } from '@unicore/testkit';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Suites run for minutes. */
const timeoutMs = 3_600_000;

export const freePort = findFreePort;

/** Folder of a port of this repository. */
export function portFolder(name) {
  return join(root, 'libs-native/app', name);
}

/** Unpacks the pinned sources of a program of these suites. */
export function fetchSources(name) {
  const fetcher = join(root, 'tools/fetch-upstream/fetch-upstream.mjs');
  const { status } = spawnSync(process.execPath, [fetcher], { cwd: programFolder(name), stdio: 'inherit' });
  if (status !== 0) throw new Error(`the sources of ${name} cannot be had; the message stands above`);
}

function programFolder(name) {
  return join(import.meta.dirname, 'programs', name);
}

async function imageIn(folder, target) {
  const [image] = await buildApp(folder, { plat: [target], profile: 'size' });
  return image.description;
}

/** Runs a program to its end. */
export async function bootProgram(name, target, options = {}) {
  const vm = await boot(await imageIn(programFolder(name), target), { timeoutMs, ...options });
  const { status } = await vm.exit();
  return { console: vm.console.replaceAll('\r', ''), status };
}

/** Starts a server and waits until it listens. */
export async function serveProgram(folder, target, guestPort, options = {}) {
  // On linuxu a tap where one may be made: through slirp4netns Redis' suite did not end.
  const network = { network: 'auto', publish: [String(guestPort)] };
  const vm = await boot(await imageIn(folder, target), { timeoutMs, ...network, ...options });
  await vm.waitForLine(/Ready to accept connections|^ready/);
  return { port: vm.port(guestPort), stop: () => vm.stop() };
}
