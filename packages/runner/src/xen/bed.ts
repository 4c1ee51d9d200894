import { readFileSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { portTaken } from '../errors.ts';
import type { PublishedPort } from '../ports.ts';
import { bedFailed } from './errors.ts';
import { attachDisk, type BedDisk, detachDisk } from './disk.ts';
import { monitorCommand } from './qmp.ts';

/** What others need to reach a bed that runs; `running.json` of its folder. */
export interface RunningBed {
  /** The QEMU process. */
  readonly pid: number;
  /** Port of loopback that leads to dom0's control channel. */
  readonly port: number;
  readonly token: string;
}

export interface CommandResult {
  readonly status: number;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** A Xen host under QEMU that runs, with a Linux dom0 that takes commands. */
export interface XenBed {
  /** Gives the bed to other processes, which {@link joinXenBed} it. */
  readonly folder: string;
  /** What the hypervisor and dom0's kernel say: the serial port. */
  readonly serialLog: string;
  /** Runs a script in dom0 (busybox sh, xl, xenstore-*) to its end. */
  command(script: string): Promise<CommandResult>;
  /** Runs a script that makes the answer, from its HTTP headers on, and streams it. */
  stream(script: string): Promise<IncomingMessage>;
  /** Puts a file into dom0's memory; a name of letters, digits, `.`, `_`, `-` and `/`. */
  upload(content: Buffer | string, place: string): Promise<void>;
  /** Leads a port of the host to a guest of the bed's network, 10.0.2.0/24; returns what ends that. */
  forward(port: PublishedPort, guestAddress: string): Promise<() => Promise<void>>;
  /** Ends what {@link forward} began; nothing happens where it did not. */
  stopForwarding(port: PublishedPort): Promise<void>;
  /**
   * Makes a raw image or block device of the host a disk of dom0, for guests' `phy:`, and returns its device there.
   *
   * @param id - a letter, then letters, digits and `-`, 31 at most
   * @throws {UnicoreError} `ERR_UNICORE_DISK_UNUSABLE`, say where another machine uses it
   */
  attachDisk(disk: BedDisk, id: string): Promise<string>;
  /** Ends what {@link attachDisk} began; nothing happens where it did not. */
  detachDisk(id: string): Promise<void>;
}

export const runningName = 'running.json';
export const monitorName = 'monitor';
export const serialName = 'serial.log';
export { diskBus } from './disk.ts';

/**
 * Joins a bed that another process has started.
 *
 * @param folder - of the bed, as `xen-bed up` prints it and UNICORE_XEN_BED says it
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED`
 */
export function joinXenBed(folder: string): XenBed {
  const running = readRunning(folder);
  const ask = (query: string, body: Buffer | string): Promise<IncomingMessage> =>
    post(running, query, body, join(folder, serialName));
  const monitor = join(folder, monitorName);
  const command = async (script: string): Promise<CommandResult> =>
    splitStatus(await text(await ask('', script)));
  const stopForwarding = async (port: PublishedPort): Promise<void> => {
    await monitorCommand(monitor, `hostfwd_remove net ${hostSideOf(port)}`);
  };
  return {
    folder,
    serialLog: join(folder, serialName),
    stream: (script) => ask('raw', script),
    command,
    upload: async (content, place) => {
      if (!/^\/[\w./-]+$/.test(place)) throw new TypeError(`${place} is no plain absolute path`);
      const { status, output } = splitStatus((await buffer(await ask(`put=${place}`, content))).toString());
      if (status !== 0) throw bedFailed(`dom0 could not write ${place}`, output);
    },
    forward: async (port, guestAddress) => {
      const line = `hostfwd_add net ${hostSideOf(port)}-${guestAddress}:${port.guestPort}`;
      const said = await monitorCommand(monitor, line);
      if (said) throw portTaken(port.address, port.hostPort, new Error(said));
      return () => stopForwarding(port);
    },
    stopForwarding,
    attachDisk: (disk, id) => attachDisk({ monitor, command }, disk, id),
    detachDisk: (id) => detachDisk({ monitor, command }, id),
  };
}

function hostSideOf({ protocol, address, hostPort }: PublishedPort): string {
  return `${protocol}:${address}:${hostPort}`;
}

function readRunning(folder: string): RunningBed {
  try {
    return JSON.parse(readFileSync(join(folder, runningName), 'utf8')) as RunningBed;
  } catch (error) {
    throw bedFailed(
      `there is none that runs in ${folder}`,
      `${String(error)}\nStart one: npm run up -w @unicore-tools/xen-bed; or leave UNICORE_XEN_BED unset, and each image gets its own.`,
    );
  }
}

function post(
  { port, token }: RunningBed,
  query: string,
  body: Buffer | string,
  serialLog: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: `/cgi-bin/${token}?${query}`,
      method: 'POST',
      agent: false,
    };
    const asked = request(
      { ...options, headers: { 'Content-Length': Buffer.byteLength(body) } },
      (answer) => {
        if (answer.statusCode === 200) resolve(answer);
        else reject(bedFailed(`dom0 answered with HTTP status ${answer.statusCode}`, ''));
      },
    );
    asked.once('error', (error) =>
      reject(bedFailed('dom0 does not answer', `${String(error)}\nIts console: ${serialLog}`)),
    );
    asked.end(body);
  });
}

/** Takes the last line, `@@ status`, off an answer. */
function splitStatus(answer: string): CommandResult {
  const match = /\n@@ (\d+)\n$/.exec(answer);
  if (!match) throw bedFailed('dom0 broke off its answer', answer.slice(-500));
  return { status: Number(match[1]), output: answer.slice(0, match.index) };
}

/** The QEMU process of a bed in `folder`; nothing where none came up there, or somebody else owns the folder. */
export function pidOf(folder: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, runningName), 'utf8')) as RunningBed).pid;
  } catch {
    return undefined;
  }
}

/** Removes the folder of a bed that has ended. */
export function removeBed(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
