import type { Duplex } from 'node:stream';
import type { Image } from '../image.ts';
import type { Accelerator, Settings } from '../options.ts';

/** Of the first given descriptor: behind what usernet and the image's network take. */
export const givenFd = 5;

/** A process to start, and how to read its end. */
export interface Launch {
  readonly command: readonly string[];
  readonly accelerator?: Accelerator;
  /** stdin, stdout and stderr are the runner's own; further descriptors of the child. */
  readonly extraFds?: number;
  /** Descriptors of this process that the child has from {@link givenFd} on. */
  readonly givenFds?: readonly number[];
  /** How long it may take to end on SIGTERM before SIGKILL comes; 2 s by default. */
  readonly graceMs?: number;
  /** What the child writes to stderr is the guest's console too, not the monitor's. */
  readonly stderrIsConsole: boolean;
  /** gdb's command line, once the process has the given id. */
  readonly gdbCommand?: (pid: number) => string;
  /** Turns the end of the process into the guest's status; `monitorOutput` is what it wrote to stderr. */
  readonly readExit: (end: ProcessEnd) => number;
  /** Whether a process that ended so says that its guest went without a word. */
  readonly endsAbruptly?: (exitCode: number | undefined) => boolean;
  /** Runs as soon as the process has its descriptors. */
  readonly started?: () => void;
  /** Runs when the process is gone, or was never there. */
  readonly cleanUp?: () => void;
  /** Runs beside the process, e.g. joins its network; awaited before the guest counts as started. */
  readonly accompany?: (child: StartedChild) => Promise<() => Promise<void>>;
}

export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly monitorOutput: string;
}

export interface StartedChild {
  readonly pid: number;
  /** Descriptors of the child from 3 on, as streams of this process. */
  readonly fds: readonly Duplex[];
}

/** One kind of target: turns an image and settings into a process. */
export type PlanLaunch = (image: Image, settings: Settings) => Promise<Launch>;
