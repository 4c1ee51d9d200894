import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { execa } from 'execa';
import { programMissing } from '../errors.ts';
import { splitLines } from '../line-splitter.ts';
import { findFreePort } from '../ports.ts';
import { dieWithParent, findProgram } from '../spawn.ts';
import { bedFailed } from './errors.ts';
import { joinXenBed, type XenBed } from './bed.ts';
import { cardIn, controlIn, pidOf, removeBed, serialLogIn, uplinkIn, writeRunning } from './bed-folder.ts';
import { bedMachine, bedProgram } from './bed-machine.ts';
import { type BedNetwork, usualNetwork } from './bed-network.ts';
import { joinFrames } from './join-frames.ts';
import { prepareXenBed } from './prepare-bed.ts';

export interface BedOptions {
  /** Memory of the whole bed in MiB, of which Xen takes some 50. */
  readonly memoryMib?: number | undefined;
  /** dom0's part of it, 256 by default: Linux guests are unpacked there. */
  readonly dom0MemoryMib?: number | undefined;
  /** More for QEMU: plugins that count. */
  readonly monitorArgs?: readonly string[] | undefined;
  /** The network of dom0's bridge and the host. */
  readonly network?: BedNetwork | undefined;
  /** How many tap devices of the host guests can have at a time. None by default: each takes time at the start. */
  readonly uplinks?: number | undefined;
  /** How long dom0 may take to come up; catches hangs. */
  readonly timeoutMs?: number | undefined;
  /** Gives the start up. */
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((line: string) => void) | undefined;
}

export interface OwnedBed extends XenBed {
  readonly pid: number;
  /** Resolves when QEMU has ended. */
  readonly ended: Promise<void>;
  /** Ends QEMU, and with it all guests. */
  close(): Promise<void>;
}

const folderPrefix = 'unicore-xen-';
const defaultMemoryMib = 512;
const defaultDom0MemoryMib = 256;

/**
 * Starts the test bed, a real Xen with a Linux dom0 on an emulated processor, and waits until dom0 takes commands. It ends
 * with this process.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED`, `ERR_UNICORE_BED_UNPREPARABLE`, `ERR_UNICORE_PROGRAM_MISSING`
 */
export async function startXenBed(options: BedOptions = {}): Promise<OwnedBed> {
  const note = options.onNote ?? (() => undefined);
  if (!findProgram(bedProgram))
    throw programMissing(
      bedProgram,
      'the Xen test bed runs in it',
      'qemu-system-x86',
      'Where Xen runs already (xl info), images start without the test bed.',
    );
  const prepared = await prepareXenBed({ onNote: note });
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const port = await findFreePort();
  const token = randomBytes(16).toString('hex');
  const { memoryMib = defaultMemoryMib, dom0MemoryMib = defaultDom0MemoryMib } = options;
  const { network = usualNetwork, uplinks = 0 } = options;
  const machine = bedMachine(prepared, { folder, memoryMib, dom0MemoryMib, network, uplinks, port, token });
  const [file = '', ...args] = dieWithParent([...machine, ...(options.monitorArgs ?? [])]);
  const child = execa(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    reject: false,
    buffer: false,
    cleanup: true,
    forceKillAfterDelay: 2000,
  });
  const pid = child.pid ?? 0;
  const serial = createWriteStream(serialLogIn(folder));
  // A full disk costs the log; what nobody reads would stop the bed.
  serial.on('error', () => [child.stdout, child.stderr].forEach((stream) => stream.resume()));
  child.stderr.pipe(serial, { end: false });
  child.stdout.pipe(serial);
  const ended = child.then(() => undefined);
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    for (const server of servers) server.close();
    removeBed(folder);
  };
  note(`starting Xen and dom0; the serial port: ${serial.path}`);
  try {
    await dom0Ready(child, ended, options, String(serial.path));
    servers.push(await listen(relayControl(port), controlIn(folder)));
    for (let number = 1; number <= uplinks; number++)
      servers.push(await listen(joinFrames(connect(cardIn(folder, number))), uplinkIn(folder, number)));
    writeRunning(folder, { pid, token, network, uplinks });
  } catch (error) {
    await close();
    throw error;
  }
  return { ...joinXenBed(folder), pid, ended, close };
}

/** Removes the folders of beds whose process was killed, and the bed with it. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(folderPrefix))) {
    const folder = join(tmpdir(), name);
    const pid = pidOf(folder);
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeBed(folder);
  }
}

/** Leads a socket, which others reach from any network namespace, to a port of this one's loopback. */
function relayControl(port: number): Server {
  return createServer((client) => {
    const dom0 = connect(port, '127.0.0.1');
    pipeline(client, dom0, client, () => undefined);
  });
}

/** It does not keep this process alive. */
async function listen(server: Server, path: string): Promise<Server> {
  server.listen(path).unref();
  await once(server, 'listening');
  return server;
}

async function dom0Ready(
  { stdout }: { readonly stdout: NodeJS.ReadableStream },
  ended: Promise<void>,
  { timeoutMs = 180_000, signal }: BedOptions,
  serialLog: string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<'ready'>((resolve) => {
    const lines = splitLines((line) => line.startsWith('dom0: ready') && resolve('ready'));
    stdout.on('data', lines.push);
  });
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, timeoutMs, 'late')));
  const stopped = new Promise<'stopped'>((resolve) => {
    signal?.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const end = await Promise.race([ready, late, stopped, ended.then(() => 'ended' as const)]);
  clearTimeout(timer);
  if (end === 'ready') return;
  signal?.throwIfAborted();
  const what =
    end === 'late' ? `dom0 was not up after ${timeoutMs / 1000} s` : 'QEMU ended before dom0 was up';
  throw bedFailed(what, `${lastLines(serialLog)}`);
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '';
  }
}
