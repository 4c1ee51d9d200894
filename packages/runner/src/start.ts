import { EventEmitter, once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { type Duplex, PassThrough, type Readable } from 'node:stream';
import { execa } from 'execa';
import { checkImageFile } from './elf.ts';
import { imageDamaged, platformNotRunnable } from './errors.ts';
import { type Image, readImage } from './image.ts';
import { splitLines } from './line-splitter.ts';
import type { Accelerator, Settings, StartOptions } from './options.ts';
import { planKvm } from './platforms/kvm.ts';
import { planLinuxu } from './platforms/linuxu.ts';
import { planMetal } from './platforms/metal.ts';
import { givenFd, type Launch, type PlanLaunch } from './platforms/platform.ts';
import { planXen } from './platforms/xen.ts';
import { directUrl, fillUrl, type PublishedPort } from './ports.ts';
import { settleOptions } from './settle-options.ts';
import { parseTraceLine, symbolise, type TraceFrame } from './symbolise.ts';

/** How a guest ended. */
export interface GuestExit {
  /** Status of main, or of the panic; 128 + N where signal N ended the process; 124 after a time-out. */
  readonly status: number;
  readonly reason: 'exited' | 'stopped' | 'timeout';
  /** The backtrace that the console showed, with functions and lines; empty where there was none. */
  readonly trace: readonly string[];
}

/** A guest that runs. */
export interface Guest {
  readonly image: Image;
  readonly pid: number;
  readonly accelerator: Accelerator | undefined;
  readonly ports: readonly PublishedPort[];
  /**
   * The URL of the image's run settings with host ports filled in, or of the guest itself behind a tap; absent where its port
   * is not published and the guest's address not known.
   */
  readonly url: string | undefined;
  /** Attaches gdb; with `gdb: true` only. */
  readonly gdbCommand: string | undefined;
  /** All that the guest prints. Has to be read: a guest whose console is full waits. */
  readonly console: Readable;
  /** Resolves when the console shows a line that begins with `ready`; never rejects, and stays pending without one. */
  readonly ready: Promise<void>;
  /** Resolves when the guest is gone and its network helpers, too. */
  readonly exited: Promise<GuestExit>;
  /** Ends the guest and resolves as `exited` does. */
  stop(): Promise<GuestExit>;
}

const platforms: Readonly<Record<string, PlanLaunch>> = {
  kvm: planKvm,
  linuxu: planLinuxu,
  metal: planMetal,
  xen: planXen,
};

const defaultGraceMs = 2000;

/**
 * Starts an image: as a process (linuxu) under QEMU (kvm, metal), or as a domain of Xen (xen).
 *
 * @param imageJson - `image.json` of the build, or its folder
 * @throws {UnicoreError} `ERR_UNICORE_IMAGE_UNREADABLE`, `ERR_UNICORE_IMAGE_DAMAGED`, `ERR_UNICORE_PLATFORM_NOT_RUNNABLE`, `ERR_UNICORE_PROGRAM_MISSING`,
 * `ERR_UNICORE_PORT_TAKEN`, `ERR_UNICORE_NETWORK_FAILED`, `ERR_UNICORE_TAP_MISSING` and the `ERR_UNICORE_INVALID_...` ones
 */
export async function start(imageJson: string, options: StartOptions = {}): Promise<Guest> {
  options.signal?.throwIfAborted();
  const image = readImage(imageJson);
  const plan = Object.hasOwn(platforms, image.platform) ? platforms[image.platform] : undefined;
  if (!plan) throw platformNotRunnable(image.platform, Object.keys(platforms));
  checkFiles(image);
  const settings = await settleOptions(image, options);
  // QEMU takes a file that is there as it is, with what another guest left in it.
  if (settings.memoryFile !== undefined) rmSync(settings.memoryFile, { force: true });
  try {
    return await launchGuest(image, await plan(image, settings), settings, options);
  } catch (error) {
    settings.release();
    throw error;
  }
}

/** What is wrong with them nobody says but this, or says it late. */
function checkFiles({ image, initrd }: Image): void {
  checkImageFile(image);
  if (initrd !== undefined && !existsSync(initrd)) throw imageDamaged(initrd, 'it is not there');
}

async function launchGuest(
  image: Image,
  launch: Launch,
  settings: Settings,
  options: StartOptions,
): Promise<Guest> {
  const child = spawn(launch, settings.stdin);
  launch.started?.();
  const pid = child.pid ?? 0;
  let reason: GuestExit['reason'] = 'exited';
  const end = (why: GuestExit['reason']): void => {
    if (reason === 'exited') reason = why;
    child.kill('SIGTERM');
  };
  const onAbort = (): void => end('stopped');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    options.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), options.timeoutMs);

  const { console, ready, frames, monitorOutput } = watchConsole(child, launch);
  let leaveNetwork: (() => Promise<void>) | undefined;
  try {
    leaveNetwork = await launch.accompany?.({
      pid,
      fds: child.stdio.slice(3) as unknown[] as Duplex[],
    });
  } catch (error) {
    end('stopped');
    clearTimeout(timer);
    await child;
    launch.cleanUp?.();
    throw error;
  }
  if (launch.gdbCommand) settings.note(`waiting for gdb: ${launch.gdbCommand(pid)}`);

  const finish = async (): Promise<GuestExit> => {
    const { exitCode, signal } = await child;
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    await leaveNetwork?.();
    launch.cleanUp?.();
    settings.release();
    const trace = await symbolise(image.symbols, frames);
    if (reason === 'timeout') return { status: 124, reason, trace };
    if (reason === 'stopped') return { status: 143, reason, trace };
    if (launch.endsAbruptly?.(exitCode))
      settings.note(
        'the guest reset or powered off without a status: a fault that it could not report, or not enough memory',
      );
    return { status: launch.readExit({ exitCode, signal, monitorOutput: monitorOutput() }), reason, trace };
  };
  const exited = finish();
  exited.catch(() => undefined); // Whoever awaits `exited` gets it; nobody has to.
  return {
    image,
    pid,
    accelerator: launch.accelerator,
    ports: settings.ports,
    url: urlOf(image, settings),
    gdbCommand: launch.gdbCommand?.(pid),
    console,
    ready,
    exited,
    stop: () => {
      end('stopped');
      return exited;
    },
  };
}

function urlOf({ run }: Image, { network, ports, subnet }: Settings): string | undefined {
  if (run.url === undefined) return undefined;
  const known = network.kind === 'own-tap' || (network.kind === 'tap' && subnet.fixed);
  return fillUrl(run.url, ports) ?? (known ? directUrl(run.url, subnet.guest) : undefined);
}

function spawn(launch: Launch, stdin: boolean) {
  const [program = '', ...args] = launch.command;
  return execa(program, args, {
    stdio: [stdin ? 'inherit' : 'ignore', 'pipe', 'pipe', ...furtherFds(launch)],
    reject: false,
    buffer: false,
    cleanup: true,
    forceKillAfterDelay: launch.graceMs ?? defaultGraceMs,
  });
}

/** Of the child, from 3 on. */
function furtherFds({ extraFds = 0, givenFds = [] }: Launch): readonly ('pipe' | 'ignore' | 9)[] {
  const pipes = Array.from({ length: extraFds }, () => 'pipe' as const);
  if (givenFds.length === 0) return pipes;
  const between = Array.from({ length: givenFd - 3 - extraFds }, () => 'ignore' as const);
  return [...pipes, ...between, ...(givenFds as readonly 9[])]; // It takes any, its types know one digit.
}

interface WatchedConsole {
  readonly console: Readable;
  readonly ready: Promise<void>;
  readonly frames: readonly TraceFrame[];
  readonly monitorOutput: () => string;
}

/** Joins what is the guest's into one stream, and looks at its lines. */
function watchConsole(child: ReturnType<typeof spawn>, { stderrIsConsole }: Launch): WatchedConsole {
  const console = new PassThrough();
  const frames: TraceFrame[] = [];
  let monitorOutput = '';
  let before = '';
  const events = new EventEmitter();
  const ready = once(events, 'ready').then(() => undefined);
  const onLine = (line: string): void => {
    const frame = parseTraceLine(line, before);
    before = line;
    if (frame) frames.push(frame);
    if (/^ready\b/.test(line)) events.emit('ready');
  };
  const { stdout, stderr } = child;
  const sources = [stdout, ...(stderrIsConsole ? [stderr] : [])].filter((stream) => stream !== null);
  let open = sources.length;
  for (const source of sources) {
    const lines = splitLines(onLine);
    source.on('data', lines.push);
    source.pipe(console, { end: false });
    source.once('close', () => {
      lines.flush();
      if (--open === 0) console.end();
    });
  }
  if (!stderrIsConsole) stderr?.on('data', (chunk: Buffer) => (monitorOutput += chunk.toString()));
  return { console, ready, frames, monitorOutput: () => monitorOutput };
}
