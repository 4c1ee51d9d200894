import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findFreePort, mayMakeTaps } from '@unicore/runner';
import { boot, buildApp } from '@unicore/testkit';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Suites run for minutes. */
const timeoutMs = 3_600_000;

export const freePort = findFreePort;

/** Folder of a port of this repository. */
export function portFolder(name) {
  return join(root, 'libs-native/app', name);
}

/** Folder of a library of this repository. */
export function libraryFolder(name) {
  return join(root, 'libs-native/main', name);
}

export function programFolder(name) {
  return join(import.meta.dirname, 'programs', name);
}

/** Unpacks the pinned sources of a program of these suites. */
export function fetchSources(name) {
  unpackAt(programFolder(name));
}

/** Unpacks what a port pins, all of it: where its own were made by a cached build, tests are not among them. */
export function fetchSourcesOf(port) {
  const folder = join(import.meta.dirname, 'build/sources', port);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(portFolder(port), 'upstream.json'), join(folder, 'upstream.json'));
  unpackAt(folder);
  return join(folder, 'vendor');
}

function unpackAt(folder) {
  const fetcher = join(root, 'tools/fetch-upstream/fetch-upstream.mjs');
  const { status } = spawnSync(process.execPath, [fetcher], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the sources of ${folder} cannot be had; the message stands above`);
}

/** An application as git has it, in a folder of its own that git ignores, for upstream's files to be added. */
export function freshCopy(folder, name) {
  const copy = join(import.meta.dirname, 'build', name);
  rmSync(copy, { recursive: true, force: true });
  const made = ['.unicore', 'build', 'node_modules', 'vendor'];
  cpSync(folder, copy, { recursive: true, filter: (path) => !made.includes(basename(path)) });
  return copy;
}

/** Copies files and folders, each to the same place in the other folder. */
export function copyParts(from, to, parts) {
  for (const part of parts) {
    mkdirSync(dirname(join(to, part)), { recursive: true });
    cpSync(join(from, part), join(to, part), { recursive: true });
  }
}

/** Compiles a program for the Linux that this runs on, in the folder of its sources; returns its path. */
export function compileForLinux(folder, name, args) {
  const program = join(folder, 'build', name);
  mkdirSync(dirname(program), { recursive: true });
  execFileSync('gcc', ['-O1', '-w', '-o', program, ...args], { cwd: folder, stdio: 'inherit' });
  return program;
}

/** Runs a program of Linux to its end. */
export function runOnLinux(program, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  return { console: `${stdout}${stderr}`, status };
}

async function imageIn(folder, target) {
  const [image] = await buildApp(folder, { plat: [target], profile: 'size' });
  return image.description;
}

/** Runs the program in a folder to its end. */
export async function bootProgram(folder, target, options = {}) {
  const vm = await boot(await imageIn(folder, target), { timeoutMs, ...options });
  const { status } = await vm.exit();
  return { console: vm.console.replaceAll('\r', ''), status };
}

/** Starts a server and waits until it listens. */
export async function serveProgram(folder, target, guestPort, options = {}) {
  // A tap where one may be made: Redis' suite has clients whose commands must come in the order that they were sent in, and the user
  // networks turn that round where several connections wait.
  const network = { network: mayMakeTaps() ? 'tap' : 'auto', publish: [String(guestPort)] };
  const vm = await boot(await imageIn(folder, target), { timeoutMs, ...network, ...options });
  await vm.waitForLine(/Ready to accept connections|^ready/);
  return { port: vm.port(guestPort), stop: () => vm.stop() };
}
