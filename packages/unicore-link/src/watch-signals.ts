export interface SignalWatch {
  readonly signal: AbortSignal;
  /** 128 + the number of the signal that came, if one came. */
  status(): number | undefined;
  dispose(): void;
}

const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
const names = Object.keys(numbers) as (keyof typeof numbers)[];

/** As the shell tells of SIGPIPE, which Node.js ignores. */
const brokenPipe = 128 + 13;

/**
 * Turns the first Ctrl-C (SIGTERM, SIGHUP) into an abort; the second one ends the process at once. A reader of stdout
 * that went away (`| head -1`) is an abort, too; nobody reads what is left to say.
 */
export function watchSignals(target: NodeJS.Process): SignalWatch {
  const controller = new AbortController();
  let status: number | undefined;
  const stop = (name: NodeJS.Signals): void => {
    const number = 128 + numbers[name as keyof typeof numbers];
    if (status !== undefined) target.exit(number);
    status = number;
    controller.abort();
  };
  const onBroken = (error: NodeJS.ErrnoException): void => {
    // A terminal that was closed says EIO.
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    status ??= brokenPipe;
    controller.abort();
  };
  // Never taken off: the last write may fail after all is done.
  target.stdout.on('error', onBroken);
  target.stderr.on('error', onBroken);
  for (const name of names) target.on(name, stop);
  return {
    signal: controller.signal,
    status: () => status,
    dispose: () => {
      for (const name of names) target.off(name, stop);
    },
  };
}

/**
 * Does what gives the event loop no turn, where no signal is heard, as if nobody watched: Ctrl-C ends the process at once. For what
 * leaves nothing half done.
 */
export function unwatched<T>(target: NodeJS.Process, work: () => T): T {
  const watching = names.map((name) => [name, target.rawListeners(name)] as const);
  for (const [name, listeners] of watching) for (const one of listeners) target.off(name, one as () => void);
  try {
    return work();
  } finally {
    for (const [name, listeners] of watching) for (const one of listeners) target.on(name, one as () => void);
  }
}
