import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { programMissing } from '../errors.ts';
import { splitLines } from '../line-splitter.ts';
import { findFreePort } from '../ports.ts';
import { dieWithParent, findProgram } from '../spawn.ts';
import { bedFailed } from './errors.ts';
import {
  diskBus,
  joinXenBed,
  monitorName,
  pidOf,
  removeBed,
  type RunningBed,
  runningName,
  serialName,
  type XenBed,
} from './bed.ts';
import { prepareXenBed, type PreparedBed } from './prepare-bed.ts';

export interface BedOptions {
  /** Memory of the whole bed in MiB, of which Xen takes some 50. */
  readonly memoryMib?: number | undefined;
  /** dom0's part of it, 256 by default: Linux guests are unpacked there. */
  readonly dom0MemoryMib?: number | undefined;
  /** More for QEMU: plugins that count. */
  readonly monitorArgs?: readonly string[] | undefined;
  /** The network of dom0's bridge and the host. */
  readonly network?: BedNetwork | undefined;
  /** How long dom0 may take to come up; catches hangs. */
  readonly timeoutMs?: number | undefined;
  /** Gives the start up. */
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((line: string) => void) | undefined;
}

export interface BedNetwork {
  /** `10.0.2.0/24` */
  readonly cidr: string;
  /** The host's address. */
  readonly host: string;
  /** What the first guest that asks by DHCP gets. */
  readonly guest: string;
}

export interface OwnedBed extends XenBed {
  readonly pid: number;
  /** Resolves when QEMU has ended. */
  readonly ended: Promise<void>;
  /** Ends QEMU, and with it all guests. */
  close(): Promise<void>;
}

const program = 'qemu-system-x86_64';
const folderPrefix = 'unicore-xen-';
const defaultMemoryMib = 512;
const defaultDom0MemoryMib = 256;
const usualNetwork: BedNetwork = { cidr: '10.0.2.0/24', host: '10.0.2.2', guest: '10.0.2.15' };

/**
 * Starts the test bed, a real Xen with a Linux dom0 on an emulated processor, and waits until dom0 takes commands. It ends
 * with this process.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED`, `ERR_UNICORE_BED_UNPREPARABLE`, `ERR_UNICORE_PROGRAM_MISSING`
 */
export async function startXenBed(options: BedOptions = {}): Promise<OwnedBed> {
  const note = options.onNote ?? (() => undefined);
  if (!findProgram(program))
    throw programMissing(
      program,
      'the Xen test bed runs in it',
      'qemu-system-x86',
      'Where Xen runs already (xl info), images start without the test bed.',
    );
  const prepared = await prepareXenBed({ onNote: note });
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const port = await findFreePort();
  const token = randomBytes(16).toString('hex');
  const [file = '', ...args] = dieWithParent([
    program,
    ...machine(prepared, options, { folder, port, token }),
  ]);
  const child = execa(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    reject: false,
    buffer: false,
    cleanup: true,
    forceKillAfterDelay: 2000,
  });
  const pid = child.pid ?? 0;
  const serial = createWriteStream(join(folder, serialName));
  // A full disk costs the log; what nobody reads would stop the bed.
  serial.on('error', () => [child.stdout, child.stderr].forEach((stream) => stream.resume()));
  child.stderr.pipe(serial, { end: false });
  child.stdout.pipe(serial);
  const ended = child.then(() => undefined);
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    removeBed(folder);
  };
  note(`starting Xen and dom0; the serial port: ${serial.path}`);
  try {
    await dom0Ready(child, ended, options, String(serial.path));
    announce(folder, { pid, port, token });
  } catch (error) {
    await close();
    throw error;
  }
  return { ...joinXenBed(folder), pid, ended, close };
}

function announce(folder: string, running: RunningBed): void {
  try {
    writeFileSync(join(folder, runningName), JSON.stringify(running), { mode: 0o600 });
  } catch (error) {
    throw bedFailed(
      'its folder cannot be written to',
      `${String(error)}\nAnother place for it: TMPDIR=/folder`,
    );
  }
}

/** Removes the folders of beds whose process was killed, and the bed with it. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(folderPrefix))) {
    const folder = join(tmpdir(), name);
    const pid = pidOf(folder);
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeBed(folder);
  }
}

function machine(
  { hypervisor, kernel, initrd }: PreparedBed,
  options: BedOptions,
  { folder, port, token }: { readonly folder: string; readonly port: number; readonly token: string },
): readonly string[] {
  const {
    memoryMib = defaultMemoryMib,
    dom0MemoryMib = defaultDom0MemoryMib,
    network = usualNetwork,
  } = options;
  // Not -cpu max: dom0 trips over SMAP there. Without RDRAND each `xl create` would wait for entropy.
  const xen = `console=com1 com1=115200,8n1 dom0_mem=${dom0MemoryMib}M,max:${dom0MemoryMib}M dom0_max_vcpus=1 loglvl=warning guest_loglvl=all`;
  const { cidr, host, guest } = network;
  const dom0 = dom0Address(network);
  const forward = `hostfwd=tcp:127.0.0.1:${port}-${dom0}:80`;
  const dom0Line = `console=hvc0 quiet bed.token=${token} bed.address=${dom0}/${cidr.split('/')[1]} bed.host=${host}`;
  return [
    ['-accel', 'tcg', '-machine', 'q35', '-cpu', 'qemu64,+svm,+npt,+rdrand'],
    ['-smp', '1', '-m', String(memoryMib)],
    ['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ['-serial', 'stdio', '-qmp', `unix:${commas(join(folder, monitorName))},server=on,wait=off`],
    ['-netdev', `user,id=net,net=${cidr},host=${host},dhcpstart=${guest},${forward}`],
    ['-device', 'virtio-net-pci,netdev=net,romfile='],
    ['-device', `virtio-scsi-pci,id=${diskBus}`], // Disks come and go while it runs.
    ['-kernel', hypervisor, '-append', xen],
    ['-initrd', `${commas(kernel)} ${dom0Line},${commas(initrd)}`],
    options.monitorArgs ?? [],
  ].flat();
}

/** The first address of the network that is neither the host's nor the guest's. */
function dom0Address({ cidr, host, guest }: BedNetwork): string {
  const [a = '', b = '', c = '', first = '0'] = (cidr.split('/')[0] ?? '').split('.');
  const candidates = [1, 2, 3].map((offset) => [a, b, c, String(Number(first) + offset)].join('.'));
  return candidates.find((address) => address !== host && address !== guest) ?? host;
}

/** QEMU's way to have a comma in a value. */
function commas(text: string): string {
  return text.replaceAll(',', ',,');
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
