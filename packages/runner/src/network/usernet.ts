import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { networkFailed, portTaken, programMissing } from '../errors.ts';
import { hasContract, type Image } from '../image.ts';
import type { Settings } from '../options.ts';
import type { Launch, StartedChild } from '../platforms/platform.ts';
import { captureCommand, findProgram } from '../spawn.ts';
import { readLines } from './read-lines.ts';
import type { Subnet } from './subnet.ts';

const compilers = ['gcc', 'cc', 'clang'];
const flags = ['-std=gnu11', '-O2'];
/** Where the image finds its device. */
export const imageFd = 4;

/** Tells an image with a network stack its address, where nobody answers DHCP. */
export function addressParameters(image: Image, { guest, prefix, host }: Subnet): readonly string[] {
  return hasContract(image, 'netstack') ? [`net.addr=${guest}/${prefix}`, `net.gw=${host}`] : [];
}

/** The networks that usernet makes, and its names for them. */
const kinds = { user: 'pair', 'own-tap': 'tap', tap: 'none' } as const;

/**
 * Puts `native/usernet` before a command: it makes a tap, or a network out of nothing but namespaces, relays the published
 * ports, and becomes the command. Undefined where there is nothing to do.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PROGRAM_MISSING`, `ERR_UNICORE_NETWORK_FAILED`
 */
export async function planUsernet(
  image: readonly string[],
  settings: Settings,
): Promise<Pick<Launch, 'command' | 'extraFds' | 'accompany'> | undefined> {
  const { network, ports, subnet, note } = settings;
  if (network.kind === 'none' || (network.kind === 'tap' && ports.length === 0)) return undefined;
  const published = ports.flatMap(({ protocol, address, hostPort, guestPort }) => [
    '-p',
    `${protocol}:${address}:${hostPort}:${guestPort}`,
  ]);
  const own = [
    ...['-s', '3', '-t', String(imageFd), '-n', kinds[network.kind]],
    ...['-a', `${subnet.host}/${subnet.prefix}`, '-g', subnet.guest],
  ];
  if (network.kind === 'user')
    note('network: published ports only, no way out: slirp4netns or /dev/net/tun cannot be used here');
  return {
    command: [await compileUsernet(), ...own, ...published, '--', ...image],
    extraFds: 1,
    accompany: (child) => awaitReady(child, settings),
  };
}

async function awaitReady(
  { fds }: StartedChild,
  { ports, subnet, note }: Settings,
): Promise<() => Promise<void>> {
  const [says] = fds;
  if (!says) throw new Error('the child has no descriptor 3');
  const line = await readLines(says)();
  const [, tap] = /^ready(?: (.+))?$/.exec(line ?? '') ?? [];
  if (tap !== undefined)
    note(
      `network: tap ${tap}, here ${subnet.host}, the guest ${subnet.guest}; a way out to other networks has --net user`,
    );
  if (line?.startsWith('ready')) return () => Promise.resolve();
  const [kind = '', ...rest] = (line ?? 'failed it ended without a word').split(' ');
  const port = kind === 'port' ? ports[Number(rest.shift())] : undefined;
  const why = rest.join(' ');
  if (port) throw portTaken(port.address, port.hostPort, new Error(why));
  if (kind === 'namespace') throw networkFailed(`no namespace could be made (${why})`, refusal());
  throw networkFailed(why, '');
}

/** Says which switch of this system refuses namespaces, and how to turn it. */
function refusal(): string {
  const switches = [
    ['kernel.apparmor_restrict_unprivileged_userns', '1', '0'],
    ['kernel.unprivileged_userns_clone', '0', '1'],
    ['user.max_user_namespaces', '0', '10000'],
    ['user.max_net_namespaces', '0', '10000'],
  ] as const;
  return switches
    .filter(([name, off]) => readOr(`/proc/sys/${name.replaceAll('.', '/')}`).trim() === off)
    .map(([name, , on]) => `Users may make no namespaces here; to let them: sudo sysctl ${name}=${on}`)
    .join('\n');
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Returns the compiled program, of the user's cache where it is there already. */
async function compileUsernet(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('@unicore/runner/package.json');
  const folder = join(dirname(manifest), 'native/usernet');
  const sources = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
  const compiler = compilers.map((name) => findProgram(name)).find((found) => found !== undefined);
  const key = createHash('sha256').update(flags.join(' '));
  for (const source of sources) key.update(readFileSync(source));
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const builds = join(cache, 'unicore/usernet');
  const program = join(builds, key.digest('hex').slice(0, 32));
  if (existsSync(program)) return program;
  if (compiler === undefined) {
    throw programMissing(
      'gcc',
      'it compiles the network of images that are Linux processes',
      'gcc libc6-dev',
      'Without a network: --net none. With a tap device that exists already: --net tap:NAME.',
    );
  }
  const partial = `${program}.${process.pid}`;
  try {
    mkdirSync(builds, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw networkFailed(
      `${builds} cannot be made`,
      `${String(error)}\nAnother folder: XDG_CACHE_HOME=/tmp/cache-of-mine`,
    );
  }
  const { status, stderr } = await captureCommand(compiler, [
    ...flags,
    '-o',
    partial,
    ...sources.filter((source) => source.endsWith('.c')),
  ]);
  if (status !== 0) {
    rmSync(partial, { force: true });
    throw networkFailed(`${compiler} did not compile ${folder}`, stderr);
  }
  renameSync(partial, program);
  return program;
}
