import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { networkFailed, portTaken, programMissing } from '../errors.ts';
import type { Settings } from '../options.ts';
import type { Launch, StartedChild } from '../platforms/platform.ts';
import { captureCommand, findProgram } from '../spawn.ts';
import { readLines } from './read-lines.ts';

const compilers = ['gcc', 'cc', 'clang'];
const flags = ['-std=gnu11', '-O2'];
/** Where the image finds the packet socket. */
const imageFd = 4;

/** What the image is told; what the user says comes later and wins. */
export const usernetParameters = [`tap.fd=${imageFd}`, 'net.addr=10.0.2.15/24', 'net.gw=10.0.2.2'];

/**
 * Plans a network that needs nothing but namespaces: `native/usernet.c` makes it, relays the published ports, and becomes
 * the image.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PROGRAM_MISSING`, `ERR_UNICORE_NETWORK_FAILED`
 */
export async function planUsernet(
  image: readonly string[],
  settings: Settings,
): Promise<Pick<Launch, 'command' | 'extraFds' | 'accompany'>> {
  const published = settings.ports.flatMap(({ protocol, address, hostPort, guestPort }) => [
    '-p',
    `${protocol}:${address}:${hostPort}:${guestPort}`,
  ]);
  const own = ['-s', '3', '-t', String(imageFd), '-g', settings.guestAddress];
  settings.note('network: published ports only, no way out: slirp4netns or /dev/net/tun cannot be used here');
  return {
    command: [await compileUsernet(), ...own, ...published, '--', ...image],
    extraFds: 1,
    accompany: (child) => awaitReady(child, settings),
  };
}

async function awaitReady({ fds }: StartedChild, { ports }: Settings): Promise<() => Promise<void>> {
  const [says] = fds;
  if (!says) throw new Error('the child has no descriptor 3');
  const line = await readLines(says)();
  if (line === 'ready') return () => Promise.resolve();
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
  const source = join(dirname(manifest), 'native/usernet.c');
  const compiler = compilers.map((name) => findProgram(name)).find((found) => found !== undefined);
  const key = createHash('sha256').update(flags.join(' ')).update(readFileSync(source)).digest('hex');
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(cache, 'unicore/usernet');
  const program = join(folder, key.slice(0, 32));
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
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw networkFailed(
      `${folder} cannot be made`,
      `${String(error)}\nAnother folder: XDG_CACHE_HOME=/tmp/cache-of-mine`,
    );
  }
  const { status, stderr } = await captureCommand(compiler, [...flags, '-o', partial, source]);
  if (status !== 0) {
    rmSync(partial, { force: true });
    throw networkFailed(`${compiler} did not compile ${source}`, stderr);
  }
  renameSync(partial, program);
  return program;
}
