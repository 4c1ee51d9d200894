import { type ClientRequest, request, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import type { Writable } from 'node:stream';
import { portTaken } from '../errors.ts';
import type { PublishedPort } from '../ports.ts';
import { controlIn, monitorIn, readRunning, type RunningBed, serialLogIn } from './bed-folder.ts';
import type { BedNetwork } from './bed-network.ts';
import { bedFailed } from './errors.ts';
import { attachDisk, type BedDisk, detachDisk } from './disk.ts';
import { monitorCommand } from './qmp.ts';

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
  readonly network: BedNetwork;
  /** How many tap devices of the host can join, each by a bridge of dom0 of its own. */
  readonly uplinks: number;
  /** Runs a script in dom0 (busybox sh, xl, xenstore-*) to its end. */
  command(script: string): Promise<CommandResult>;
  /** Runs a script that makes the answer, from its HTTP headers on, and streams it. */
  stream(script: string): Promise<IncomingMessage>;
  /** What is written to it gets typed at the console of the guest with that name, from when it has one to its end. */
  type(guest: string): Writable;
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

/**
 * Joins a bed that another process has started.
 *
 * @param folder - of the bed, as `xen-bed up` prints it and UNICORE_XEN_BED says it
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED`
 */
export function joinXenBed(folder: string): XenBed {
  const running = readRunning(folder);
  const ask = (query: string, body: Buffer | string): Promise<IncomingMessage> =>
    post(folder, running, query, body);
  const monitor = monitorIn(folder);
  const command = async (script: string): Promise<CommandResult> =>
    splitStatus(await text(await ask('', script)));
  const stopForwarding = async (port: PublishedPort): Promise<void> => {
    await monitorCommand(monitor, `hostfwd_remove net ${hostSideOf(port)}`);
  };
  return {
    folder,
    serialLog: serialLogIn(folder),
    network: running.network,
    uplinks: running.uplinks,
    stream: (script) => ask('raw', script),
    command,
    type: (guest) => beginPost(folder, running, `type=${guest}`, longestBody),
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

/** What dom0's server takes. */
const longestBody = 2 ** 31 - 1;

function beginPost(folder: string, { token }: RunningBed, query: string, length: number): ClientRequest {
  return request({
    socketPath: controlIn(folder),
    path: `/cgi-bin/${token}?${query}`,
    method: 'POST',
    agent: false,
    headers: { 'Content-Length': length },
  });
}

function post(
  folder: string,
  running: RunningBed,
  query: string,
  body: Buffer | string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = beginPost(folder, running, query, Buffer.byteLength(body));
    asked.once('response', (answer) => {
      if (answer.statusCode === 200) resolve(answer);
      else reject(bedFailed(`dom0 answered with HTTP status ${answer.statusCode}`, ''));
    });
    asked.once('error', (error) =>
      reject(bedFailed('dom0 does not answer', `${String(error)}\nIts console: ${serialLogIn(folder)}`)),
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
